package report

import "fmt"

// recordingLines tell what was recorded, and what was not.
func recordingLines(r *Recording) []Line {
	rate := ""
	if r.Seconds > 0 {
		rate = fmt.Sprintf(" (%.0f/s)", float64(r.Requests)/r.Seconds)
	}
	lines := []Line{{Text: plain(fmt.Sprintf("recorded %d requests in %.1f s%s to %s: %d bytes, keys %s", r.Requests, r.Seconds, rate, r.File, r.Bytes, r.Keys))}}
	if r.LeftOut > 0 {
		lines = append(lines, Line{Text: Text{fmt.Sprintf("left out: %d lines of the server that are no requests", r.LeftOut), Caution}})
	}
	if r.Lost > 0 {
		lines = append(lines, Line{Text: Text{fmt.Sprintf("lost: %d requests that could not be written", r.Lost), Bad}})
	}
	return append(lines, Line{Text: Text{"ended by: " + r.Ended, Faint}})
}
