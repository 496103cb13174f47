package ocspcheck

import (
	"net/http"
	"testing"
	"time"
)

func TestFreshUntil(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	next := now.Add(48 * time.Hour)
	at := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	tests := []struct {
		name    string
		headers []string // name, value, ...
		next    time.Time
		want    time.Duration // 0: not kept
	}{
		{"no headers", nil, next, 48 * time.Hour},
		{"no headers, no nextUpdate", nil, time.Time{}, 0},
		{"max-age", []string{"Cache-Control", "public, max-age=3600, must-revalidate"}, next, time.Hour},
		{"max-age, no nextUpdate", []string{"Cache-Control", "max-age=3600"}, time.Time{}, time.Hour},
		{"max-age beyond nextUpdate", []string{"Cache-Control", "max-age=31536000"}, next, 48 * time.Hour},
		{"max-age in quotes", []string{"Cache-Control", `Max-Age="60"`}, next, time.Minute},
		{"max-age that overflows", []string{"Cache-Control", "max-age=99999999999999999999"}, next, 48 * time.Hour},
		{"max-age 0", []string{"Cache-Control", "max-age=0"}, next, 0},
		{"max-age negative", []string{"Cache-Control", "max-age=-1"}, next, 0},
		{"max-age empty", []string{"Cache-Control", "max-age"}, next, 0},
		{"two, the shorter counts", []string{"Cache-Control", "max-age=60", "Cache-Control", "max-age=3600"}, next, time.Minute},
		{"s-maxage is for others", []string{"Cache-Control", "s-maxage=60"}, next, 48 * time.Hour},
		{"minus age", []string{"Cache-Control", "max-age=3600", "Age", "600"}, next, 50 * time.Minute},
		{"too old already", []string{"Cache-Control", "max-age=3600", "Age", "3600"}, next, 0},
		{"no-store", []string{"Cache-Control", "max-age=3600, No-Store"}, next, 0},
		{"no-cache", []string{"Cache-Control", "no-cache"}, next, 0},
		{"no-cache of a field", []string{"Cache-Control", `no-cache="set-cookie"`}, next, 0},
		{"pragma", []string{"Pragma", "no-cache"}, next, 0},
		{"pragma is older than cache-control", []string{"Pragma", "no-cache", "Cache-Control", "max-age=60"}, next, time.Minute},
		{"expires", []string{"Date", at(0), "Expires", at(time.Hour)}, next, time.Hour},
		{"expires counts from the responder's clock", []string{"Date", at(-time.Hour), "Expires", at(0)}, next, time.Hour},
		{"expires without date", []string{"Expires", at(time.Hour)}, next, 0},
		{"expires past", []string{"Date", at(0), "Expires", at(-time.Hour)}, next, 0},
		{"expires 0", []string{"Date", at(0), "Expires", "0"}, next, 0},
		{"max-age before expires", []string{"Date", at(0), "Expires", at(time.Hour), "Cache-Control", "max-age=60"}, next, time.Minute},
		{"nextUpdate past", nil, now.Add(-time.Second), 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := http.Header{}
			for i := 0; i < len(test.headers); i += 2 {
				h.Add(test.headers[i], test.headers[i+1])
			}
			want := time.Time{}
			if test.want != 0 {
				want = now.Add(test.want)
			}
			if got := freshUntil(h, test.next, now); !got.Equal(want) {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

// FuzzFreshness feeds headers of any kind: an answer is never kept beyond its
// nextUpdate, and never where no-store forbids it.
func FuzzFreshness(f *testing.F) {
	f.Add("max-age=60", "Mon, 23 Nov 2026 12:00:00 GMT", "Mon, 23 Nov 2026 11:00:00 GMT", "5", "")
	f.Add("no-store, max-age=99999999999999999999", "0", "", "-1", "no-cache")
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, control, expires, date, age, pragma string) {
		h := http.Header{
			"Cache-Control": {control}, "Expires": {expires}, "Date": {date}, "Age": {age}, "Pragma": {pragma},
		}
		next := now.Add(time.Hour)
		until := freshUntil(h, next, now)
		if until.After(next) || !until.IsZero() && !until.After(now) {
			t.Errorf("kept until %v", until)
		}
		h.Add("Cache-Control", "no-store")
		if until := freshUntil(h, next, now); !until.IsZero() {
			t.Errorf("kept until %v in spite of no-store", until)
		}
	})
}
