package gate

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/nearest"
)

// value is a kind of single value. The error of parse ends a sentence that
// begins with the name of the key ("is a number from 0 on") and does not quote
// the value, which may be a secret that stands in the wrong place.
type value[V any] struct {
	schema  schema
	parse   func(text string) (V, error)
	initial V // where nothing is said, or null
}

// or is the value with another initial one.
func (v value[V]) or(initial V) value[V] {
	v.initial = initial
	return v
}

func (v value[V]) read(r *reader, n *node, name string) (got V, ok bool) {
	if n.kind != scalar {
		r.fail(n, "%s is a single value, not %s", name, n.kind)
		return got, false
	}
	got, err := v.parse(n.text)
	if err != nil {
		r.fail(n, "%s %v", name, err)
		return got, false
	}
	return got, true
}

// set makes a pointer of a value: one that may be absent.
func set[V any](v value[V]) value[*V] {
	return value[*V]{schema: v.schema, parse: func(text string) (*V, error) {
		got, err := v.parse(text)
		return &got, err
	}}
}

// textual are the types of a text, which YAML may take for a number.
var textual = []string{"string", "number", "boolean"}

// words is a text that is not empty.
var words = value[string]{schema: schema{"type": textual, "minLength": 1, "pattern": `\S`}, parse: func(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", errors.New("is empty")
	}
	return text, nil
}}

var boolean = value[bool]{schema: schema{"enum": []any{true, false, "true", "false"}}, parse: func(text string) (bool, error) {
	switch text {
	case "true", "false":
		return text == "true", nil
	}
	return false, errors.New("is true or false")
}}

// duration is a time above 0.
var duration = value[time.Duration]{
	schema: schema{"type": []string{"string", "number"}, "pattern": timePattern(`[0-9.]*[1-9][0-9.]*`), "exclusiveMinimum": 0, "maximum": maxSeconds},
	parse:  conn.ParseSeconds,
}

// span is a time from 0 on.
var span = value[time.Duration]{
	schema: schema{"type": []string{"string", "number"}, "pattern": timePattern("[0-9.]+"), "minimum": 0, "maximum": maxSeconds},
	parse: func(text string) (time.Duration, error) {
		if f, err := strconv.ParseFloat(strings.TrimSuffix(text, "s"), 64); err == nil && f == 0 {
			return 0, nil
		}
		return conn.ParseSeconds(text)
	},
}

// maxSeconds is the longest time.
const maxSeconds = math.MaxInt64 / int64(time.Second)

// timePattern is what Go takes for a time, or a number of seconds; one of its
// numbers is as told.
func timePattern(number string) string {
	const unit = "(ns|us|µs|ms|s|m|h)"
	const other = "([0-9.]+" + unit + ")*"
	return "^" + other + number + unit + other + "$|^" + number + "$"
}

// number is from low to high.
func number(low, high float64) value[float64] {
	return value[float64]{schema: schema{"type": []string{"number", "string"}, "pattern": "^[0-9.]+$", "minimum": low, "maximum": high}, parse: func(text string) (float64, error) {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || !(f >= low && f <= high) { // nor NaN
			return 0, fmt.Errorf("is a number from %v to %v", low, high)
		}
		return f, nil
	}}
}

// fraction is a part of a whole.
var fraction = number(0, 1)

// count is a whole number.
func count(low, high int64) value[int64] {
	return value[int64]{schema: schema{"type": []string{"integer", "string"}, "pattern": "^[0-9]+$", "minimum": low, "maximum": high}, parse: func(text string) (int64, error) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < low || n > high {
			return 0, fmt.Errorf("is a whole number from %d to %d", low, high)
		}
		return n, nil
	}}
}

// choice is one of some words.
func choice[V ~string](options ...V) value[V] {
	return value[V]{schema: schema{"enum": options}, parse: func(text string) (V, error) {
		if !slices.Contains(options, V(text)) {
			return "", fmt.Errorf("is %s%s", oneOf(options), meant(text, options))
		}
		return V(text), nil
	}}
}

// meant asks whether a word was meant for the nearest of those known.
func meant[V ~string](text string, options []V) string {
	known := make([]string, len(options))
	for i, o := range options {
		known[i] = string(o)
	}
	if near := nearest.To(text, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func oneOf[V ~string](options []V) string {
	text := ""
	for i, o := range options {
		switch {
		case i == 0:
		case i == len(options)-1:
			text += " or "
		default:
			text += ", "
		}
		text += string(o)
	}
	return text
}

// known is one of many names, of which an error tells the nearest.
func known(what string, options []string) value[string] {
	return value[string]{schema: schema{"enum": options}, parse: func(text string) (string, error) {
		if !slices.Contains(options, text) {
			return "", fmt.Errorf("is an %w", nearest.Unknown(what, text, options))
		}
		return text, nil
	}}
}

// Pattern is a text in which * stands for any text and ? for any letter.
type Pattern struct {
	text string
	re   *regexp.Regexp
}

// maxPattern bounds the length of a pattern.
const maxPattern = 1 << 10

var pattern = value[Pattern]{schema: schema{"type": textual, "minLength": 1, "maxLength": maxPattern}, parse: func(text string) (Pattern, error) {
	if text == "" || len(text) > maxPattern {
		return Pattern{}, errors.New("is a text in which * may stand for any text, such as cache-*")
	}
	quoted := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(text))
	re, err := regexp.Compile("(?s)^" + quoted + "$")
	return Pattern{text, re}, err
}}

// Match says whether the text, as a whole, is as the pattern says. The zero
// Pattern matches every text.
func (p Pattern) Match(text string) bool { return p.re == nil || p.re.MatchString(text) }

// day is a date; the value is its end in UTC.
var day = value[time.Time]{schema: schema{"type": "string", "format": "date"}, parse: func(text string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, errors.New("is a date, YYYY-MM-DD")
	}
	return t.AddDate(0, 0, 1), nil
}}
