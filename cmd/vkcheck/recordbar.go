package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/record"
)

// recordProgress shows a bar of the requests asked for, else of the time, else
// one that only counts; and gives the function that clears it.
func recordProgress(c *cli.Context, r *record.Recording) func() {
	most, duration := int64(c.Uint64("requests")), c.Duration("for")
	timed := most == 0 && duration > 0
	switch {
	case timed:
		most = duration.Milliseconds()
	case most == 0:
		most = -1
	}
	started := time.Now()
	return showBar(c, most, "recording", func(bar *progressbar.ProgressBar) {
		drawRecord(bar, r.Requests(), time.Since(started), timed)
	})
}

// drawRecord shows how far the recording is, and its rate.
func drawRecord(bar *progressbar.ProgressBar, requests uint64, elapsed time.Duration, timed bool) {
	at := int64(requests)
	if timed {
		at = elapsed.Milliseconds()
	}
	bar.Describe(describeRecord(requests, elapsed))
	setBar(bar, at)
}

func describeRecord(requests uint64, elapsed time.Duration) string {
	return fmt.Sprintf("recording: %d requests, %.0f/s", requests, float64(requests)/elapsed.Seconds())
}
