// Package nearest finds the word that a user may have meant. It belongs to
// the ground floor: every room that refuses an unknown name uses it.
package nearest

import (
	"fmt"
	"strings"

	"github.com/xrash/smetrics"
)

// least is the similarity below which a suggestion would only confuse.
const least = 0.75

// To gives the known word most similar to word (Jaro-Winkler), or "" where
// none is similar enough, or several are as much.
func To(word string, known []string) string {
	best, score := "", least
	for _, k := range known {
		switch s := smetrics.JaroWinkler(word, k, 0.7, 4); {
		case s > score:
			best, score = k, s
		case s == score && k != best:
			best = ""
		}
	}
	return best
}

// listed is how many known names an error lists where it has a suggestion.
const listed = 16

// Unknown is the error for a name that is not among the known ones: it names
// the nearest, and all unless they are many. what is what the name should be
// of.
func Unknown(what, name string, known []string) error {
	switch near := To(name, known); {
	case len(known) == 0:
		return fmt.Errorf("unknown %s %q: there is none", what, name)
	case near == "":
		return fmt.Errorf("unknown %s %q: known: %s", what, name, strings.Join(known, ", "))
	case len(known) > listed:
		return fmt.Errorf("unknown %s %q: did you mean %q?", what, name, near)
	default:
		return fmt.Errorf("unknown %s %q: did you mean %q? known: %s", what, name, near, strings.Join(known, ", "))
	}
}
