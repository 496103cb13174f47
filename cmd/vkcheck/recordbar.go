package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/vkcheck/vkcheck/internal/record"
)

// recordProgress shows a bar on standard error where that is a terminal, and
// gives the function that clears it. The bar is of the requests asked for, else
// of the time, else it only counts.
func recordProgress(c *cli.Context, r *record.Recording) func() {
	f, ok := c.App.ErrWriter.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	most, duration := int64(c.Uint64("requests")), c.Duration("for")
	timed := most == 0 && duration > 0
	switch {
	case timed:
		most = duration.Milliseconds()
	case most == 0:
		most = -1
	}
	bar := progressbar.NewOptions64(most, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription("recording"),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
	started, done := time.Now(), make(chan struct{})
	var drawing sync.WaitGroup
	drawing.Go(func() {
		tick := time.NewTicker(barInterval)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				drawRecord(bar, r.Requests(), time.Since(started), timed)
			}
		}
	})
	return func() {
		close(done)
		drawing.Wait()
		_ = bar.Finish()
	}
}

// drawRecord shows how far the recording is, and its rate.
func drawRecord(bar *progressbar.ProgressBar, requests uint64, elapsed time.Duration, timed bool) {
	at := int64(requests)
	if timed {
		at = elapsed.Milliseconds()
	}
	if most := bar.GetMax64(); most > 0 {
		at = min(at, most-1) // a full bar would be cleared and begin anew
	}
	bar.Describe(describeRecord(requests, elapsed))
	_ = bar.Set64(at)
}

func describeRecord(requests uint64, elapsed time.Duration) string {
	return fmt.Sprintf("recording: %d requests, %.0f/s", requests, float64(requests)/elapsed.Seconds())
}
