package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// subject is something to measure: a program with its arguments, or a work of
// this one. TRACE/ stands for the folder of the traces.
type subject struct {
	name string
	args []string
	work bool // its own word on seconds counts, not the whole process's
	once bool // it takes too long to be repeated
	one  bool // on one processor
}

// measured is one round of a subject, or the best of all.
type measured struct {
	wall, cpu float64 // seconds
	memory    float64 // peak, megabytes
}

// run measures one round.
func (s subject) run(dir string) (m measured, err error) {
	name, args := s.args[0], s.args[1:]
	if s.work {
		if name, err = os.Executable(); err != nil {
			return m, err
		}
		args = []string{"-dir", dir, "-work", s.args[0]}
	}
	var out bytes.Buffer
	cmd := exec.Command(name)
	for _, arg := range args {
		cmd.Args = append(cmd.Args, strings.ReplaceAll(arg, "TRACE/", dir+string(filepath.Separator)))
	}
	if s.one {
		cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	}
	if cmd.Dir, err = os.MkdirTemp("", "vkbench"); err != nil { // libCacheSim leaves files where it runs
		return m, err
	}
	defer os.RemoveAll(cmd.Dir)
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return m, fmt.Errorf("%s: %w", s.name, err)
	}
	m.wall = time.Since(begin).Seconds()
	m.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	m.memory = float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
	if s.work {
		_, err = fmt.Sscan(out.String(), &m.wall, &m.cpu)
	}
	return m, err
}

// best takes the best of both, each by itself.
func best(a, b measured) measured {
	return measured{min(a.wall, b.wall), min(a.cpu, b.cpu), min(a.memory, b.memory)}
}

// processor is the time that this process has had one.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // it knows no other fault than a wrong argument
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
