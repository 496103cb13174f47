package main

import (
	"os"
	"strings"
	"time"
)

// clockVar steps the clock of a vkcheck that is a test's child: after how long,
// and by how much.
const clockVar = "VKCHECK_TEST_CLOCK"

// startedVar is set for a vkcheck that closes its third descriptor when it
// starts: before, it takes a loaded machine long to load it.
const startedVar = "VKCHECK_TEST_STARTED"

func tellStarted() {
	if os.Getenv(startedVar) != "" {
		_ = os.NewFile(3, "started").Close()
	}
}

func stepClock() {
	after, by, found := strings.Cut(os.Getenv(clockVar), " ")
	if !found {
		return
	}
	wait, err := time.ParseDuration(after)
	if err != nil {
		panic(err)
	}
	step, err := time.ParseDuration(by)
	if err != nil {
		panic(err)
	}
	started := time.Now()
	clock = func() time.Time {
		now := time.Now()
		if now.Sub(started) >= wait {
			now = now.Add(step)
		}
		return now
	}
}
