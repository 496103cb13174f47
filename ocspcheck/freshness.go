package ocspcheck

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// freshUntil says until when an answer received at a time may be used again
// (RFC 9111 4.2, RFC 5019 6): never beyond its nextUpdate, and no longer than
// its HTTP headers allow, where they say anything. The zero time means not at
// all.
func freshUntil(h http.Header, nextUpdate, received time.Time) time.Time {
	lifetime, known, stored := lifetimeOf(h)
	if !stored || nextUpdate.IsZero() && !known {
		return time.Time{}
	}
	until := nextUpdate
	if known {
		until = received.Add(lifetime - age(h))
		if !nextUpdate.IsZero() && nextUpdate.Before(until) {
			until = nextUpdate
		}
	}
	if !until.After(received) {
		return time.Time{}
	}
	return until
}

// maxLifetime bounds what a header may ask for, lest it overflow (RFC 9111
// 1.2.2 wants 2^31 seconds for anything larger).
const maxLifetime = (1 << 31) * time.Second

// lifetimeOf gives how long after its making an answer is fresh, if the
// headers say so, and whether it may be kept at all. A private cache ignores
// s-maxage.
func lifetimeOf(h http.Header) (lifetime time.Duration, known, stored bool) {
	control := strings.Join(h.Values("Cache-Control"), ",")
	for directive := range strings.SplitSeq(control, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "no-store", "no-cache": // no-cache would have us ask first, which is the same here
			return 0, false, false
		case "max-age":
			seconds, ok := deltaSeconds(strings.Trim(value, `"`))
			if !ok { // RFC 9111 4.2.1: malformed is stale
				return 0, false, false
			}
			if !known || seconds < lifetime {
				lifetime, known = seconds, true
			}
		}
	}
	switch {
	case known:
		return lifetime, true, true
	case control == "" && strings.Contains(strings.ToLower(h.Get("Pragma")), "no-cache"):
		return 0, false, false
	}
	return expiresIn(h)
}

// expiresIn reads Expires, which counts from Date. Anything but a date means
// that it is past, as "0" does (RFC 9111 5.3).
func expiresIn(h http.Header) (lifetime time.Duration, known, stored bool) {
	if h.Get("Expires") == "" {
		return 0, false, true
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	made, errDate := http.ParseTime(h.Get("Date"))
	if err != nil || errDate != nil {
		return 0, false, false
	}
	return min(expires.Sub(made), maxLifetime), true, true
}

// age is how long caches on the way have held the answer (RFC 9111 5.1).
func age(h http.Header) time.Duration {
	held, _ := deltaSeconds(h.Get("Age"))
	return held
}

func deltaSeconds(text string) (time.Duration, bool) {
	seconds, err := strconv.ParseUint(text, 10, 64)
	if err != nil && (text == "" || strings.Trim(text, "0123456789") != "") {
		return 0, false
	}
	return time.Duration(min(seconds, 1<<31)) * time.Second, true // also what overflows
}
