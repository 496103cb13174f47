package conn

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// The values of settings. Their errors say what is expected and quote nothing.

// boolean is strict: what valkey-py takes for true ("off" among it) is refused.
func boolean(value string) (bool, error) {
	b, err := strconv.ParseBool(value)
	if err != nil {
		return false, errors.New("is true or false")
	}
	return b, nil
}

// whole is a number from least on.
func whole(value string, least int) (int, error) {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || int(n) < least {
		return 0, fmt.Errorf("is a number from %d on", least)
	}
	return int(n), nil
}

// ParseSeconds reads a time above 0: a number of seconds as in valkey-py, or
// with a unit as in Go, "1.5" or "1500ms". Its error ends a sentence ("is a
// time above 0").
func ParseSeconds(value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if f, ferr := strconv.ParseFloat(value, 64); ferr == nil && f < math.MaxInt64/float64(time.Second) {
		d, err = time.Duration(f*float64(time.Second)), nil
	}
	if err != nil || d <= 0 {
		return 0, errors.New("is a time above 0, such as 1.5 (seconds) or 1500ms")
	}
	return d, nil
}

// secondsOrNone is ParseSeconds, or 0.
func secondsOrNone(value string) (time.Duration, error) {
	if value == "0" {
		return 0, nil
	}
	d, err := ParseSeconds(value)
	if err != nil {
		return 0, errors.New("is 0 or a time, such as 1.5 (seconds) or 1500ms")
	}
	return d, nil
}

// choice is one of the words.
func choice(value string, words ...string) error {
	for _, word := range words {
		if value == word {
			return nil
		}
	}
	last := len(words) - 1
	return errors.New("is " + strings.Join(words[:last], ", ") + " or " + words[last])
}

// to makes a set of a field and the function that reads its values.
func to[O, T any](field func(*O) *T, read func(string) (T, error)) func(*O, string) error {
	return func(o *O, value string) error {
		v, err := read(value)
		if err == nil {
			*field(o) = v
		}
		return err
	}
}

// text reads any value.
func text[T ~string](value string) (T, error) { return T(value), nil }

// positive reads a whole number that is not 0.
func positive(value string) (int, error) { return whole(value, 1) }
