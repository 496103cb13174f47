// Bench measures package conn against valkey-go, go-redis, redigo and loops
// written by hand, on a real valkey-server that it starts on loopback. Run it
// with scripts/bench/run, which takes its flags. It is a module of its own, so
// that the peers are no dependency of vkcheck.
//
// The subjects of a group take turns, forwards and backwards, round by round;
// each result is the median of its rounds, and a ratio is the median of the
// ratios within one round, so that a busy machine slows both sides. Every
// subject checks every reply. A goal that is missed makes the exit code 1.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"strings"
	"time"
)

func main() {
	if os.Getenv(endpointsVar) != "" {
		if err := serveEndpoints(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, "bench: endpoints:", err)
			os.Exit(2)
		}
		return
	}
	if os.Getenv(handVar) != "" {
		if err := handProgram(os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	rounds := flag.Int("rounds", 0, fmt.Sprintf("how often each subject has its turn (default %d, and %d over 10000 endpoints)", usualRounds, longRounds))
	turn := flag.Duration("time", 300*time.Millisecond, "how long one turn takes")
	profile := flag.String("cpuprofile", "", "write a CPU profile of the run to this file")
	only := flag.String("group", "", "the groups to run, separated by commas; all by default: "+names())
	flag.DurationVar(&serveTime, "serve-time", time.Minute, "how long the group serve asks")
	flag.Parse()
	if flag.NArg() > 0 || *rounds < 0 || *turn <= 0 {
		flag.Usage()
		os.Exit(2)
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
	}
	met, err := run(*only, *rounds, *turn)
	pprof.StopCPUProfile()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if !met {
		os.Exit(1)
	}
}

func run(only string, rounds int, turn time.Duration) (met bool, err error) {
	chosen, err := choose(only)
	if err != nil {
		return false, err
	}
	s, err := start()
	if err != nil {
		return false, err
	}
	defer s.close()
	met = true
	for _, g := range chosen {
		reached, err := g.run(s, rounds, turn)
		if err != nil {
			return false, fmt.Errorf("%s: %w", g.name, err)
		}
		met = reached && met
	}
	return met, nil
}

func choose(only string) ([]group, error) {
	if only == "" {
		return groups, nil
	}
	var chosen []group
next:
	for name := range strings.SplitSeq(only, ",") {
		for _, g := range groups {
			if g.name == name {
				chosen = append(chosen, g)
				continue next
			}
		}
		return nil, fmt.Errorf("no group %q; there are %s", name, names())
	}
	return chosen, nil
}
