// Bench measures cache-sim on a Zipf trace of 20 million requests of 1.5
// million keys, which it makes, against hashicorp's simplelru and, where its
// program cachesim is on PATH, against libCacheSim. Run it with
// scripts/bench/cachesim/run, which builds the vkcheck that it measures and takes
// its flags.
//
// Every measurement is a process of its own, so that its time, processor and
// peak memory are the system's word. What is compared takes turns, round by
// round, and the best round of each counts: a busy machine only ever slows. A
// goal that is missed makes the exit code 1.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	rounds := flag.Int("rounds", 3, "how often each is measured; libCacheSim's grid once")
	only := flag.String("only", "", "the comparisons to run, separated by commas; all by default: "+strings.Join(names(), ", "))
	dir := flag.String("dir", defaultDir(), "where the traces are kept, 2 GB")
	work := flag.String("work", "", "do one measured work and print its seconds; for this program's own use")
	flag.Parse()
	if flag.NArg() > 0 || *rounds < 1 {
		flag.Usage()
		os.Exit(2)
	}
	met, err := true, error(nil)
	if *work != "" {
		err = works[*work](*dir)
	} else {
		met, err = run(*dir, *only, *rounds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if !met {
		os.Exit(1)
	}
}

func defaultDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "vkcheck-bench")
}

func run(dir, only string, rounds int) (met bool, err error) {
	if err := makeTraces(dir); err != nil {
		return false, err
	}
	met = true
	for _, c := range comparisons {
		if only != "" && !contains(only, c.name) {
			continue
		}
		ok, err := c.run(os.Stdout, dir, rounds)
		if err != nil {
			return false, fmt.Errorf("%s: %w", c.name, err)
		}
		met = met && ok
	}
	return met, nil
}

// contains says whether a list separated by commas has a word.
func contains(list, word string) bool { return strings.Contains(","+list+",", ","+word+",") }
