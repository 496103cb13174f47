package main

import (
	"fmt"
	"sync/atomic"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
)

// tally counts the connections of a run while it goes on.
type tally struct {
	each                 int64 // connections of one target
	wanted, done, failed atomic.Int64
}

// found is told how many more targets there are.
func (t *tally) found(targets int) { t.wanted.Add(int64(targets) * t.each) }

// connected is told how a connection ended.
func (t *tally) connected(err error) {
	if err != nil {
		t.failed.Add(1)
	}
	t.done.Add(1)
}

// show shows a bar of the connections where there are several, and gives the
// function that clears it.
func (t *tally) show(c *cli.Context, targets int64, more bool) func() {
	if targets*t.each < 2 && !more {
		return func() {}
	}
	return showBar(c, targets*t.each, "examining", func(bar *progressbar.ProgressBar) {
		bar.ChangeMax64(max(1, t.wanted.Load()))
		bar.Describe(t.String())
		setBar(bar, t.done.Load())
	})
}

func (t *tally) String() string {
	text := fmt.Sprintf("examining: %d of %d connections", t.done.Load(), t.wanted.Load())
	if failed := t.failed.Load(); failed > 0 {
		text += fmt.Sprintf(", %d failed", failed)
	}
	return text
}
