package main

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
)

// barInterval is how often a progress bar is drawn.
const barInterval = 100 * time.Millisecond

// showBar shows a bar on standard error where that is a terminal, drawn anew by
// draw, and gives the function that clears it. most is -1 where the end is not
// known.
func showBar(c *cli.Context, most int64, description string, draw func(*progressbar.ProgressBar)) func() {
	f, ok := terminal(c.App.ErrWriter)
	if !ok {
		return func() {}
	}
	bar := progressbar.NewOptions64(most, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(description),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
	done := make(chan struct{})
	var drawing sync.WaitGroup
	drawing.Go(func() {
		tick := time.NewTicker(barInterval)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				draw(bar)
			}
		}
	})
	return func() {
		close(done)
		drawing.Wait()
		_ = bar.Finish()
	}
}

// setBar moves the bar, but not to its end: a full bar would be cleared and
// begin anew.
func setBar(bar *progressbar.ProgressBar, at int64) {
	if most := bar.GetMax64(); most > 0 {
		at = min(at, most-1)
	}
	_ = bar.Set64(at)
}
