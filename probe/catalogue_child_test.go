//go:build linux

package probe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// childVar tells the test binary that it is the child of a row: one that
// changes its own limits, its user or its network.
const childVar = "VKCHECK_CATALOGUE_CHILD"

// inChild lets a child run into the fault and gives what it reports. Faults
// of routes need a network of their own, which every user of Linux may have
// unless that is forbidden: the row is then skipped.
func inChild(fault string) func(t *testing.T) report.Target {
	return func(t *testing.T) report.Target {
		self := exec.Command("/proc/self/exe")
		self.Env = append(os.Environ(), childVar+"="+fault)
		self.Stderr = os.Stderr
		switch strings.Fields(fault)[0] {
		case "files", "permission":
		default:
			self.SysProcAttr = &syscall.SysProcAttr{
				Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
				UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
				GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
			}
		}
		out, err := self.Output()
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit) && exit.ExitCode() == childCannot, errors.Is(err, syscall.EPERM), errors.Is(err, syscall.ENOSPC):
			t.Skip("skipped: no network namespace, or no ip, on this machine")
		case err != nil:
			t.Fatal(err)
		}
		var got report.Target
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return got
	}
}

// childCannot is the exit of a child that may not change its network.
const childCannot = 75

// runChild does not return in a child.
func runChild() {
	fault := os.Getenv(childVar)
	if fault == "" {
		return
	}
	o, err := prepareChild(strings.Fields(fault))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(childCannot)
	}
	o.Timeout = 20 * time.Second
	_ = json.NewEncoder(os.Stdout).Encode(Connect(context.Background(), &o))
	os.Exit(0)
}

func prepareChild(fault []string) (Options, error) {
	o := conn.Options{Addr: "198.51.100.1:6379"}
	var err error
	switch fault[0] {
	case "files":
		o.Addr, err = "127.0.0.1:6379", useUpFiles()
	case "permission":
		o.Network, o.Addr = "unix", fault[1]
		if os.Getuid() == 0 {
			err = syscall.Setuid(65534)
		}
	case "ports":
		o.Addr, err = useUpPorts()
	default:
		err = exec.Command("ip", "route", "add", fault[0], "198.51.100.1").Run()
	}
	return Options{Conn: o}, err
}

func useUpFiles() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 64, Max: 64}); err != nil {
		return err
	}
	// Go's own descriptors are to be there before the last is gone.
	if _, err := net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	for {
		if _, err := syscall.Open("/dev/null", syscall.O_RDONLY, 0); err != nil {
			return nil
		}
	}
}

// useUpPorts connects until this network has no local port left.
func useUpPorts() (string, error) {
	if err := exec.Command("ip", "link", "set", "lo", "up").Run(); err != nil {
		return "", err
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_local_port_range", []byte("40000 40003"), 0); err != nil {
		return "", err
	}
	l, err := net.Listen("tcp", "127.0.0.1:6379")
	if err != nil {
		return "", err
	}
	for {
		if _, err := net.Dial("tcp", l.Addr().String()); err != nil {
			return l.Addr().String(), nil
		}
	}
}
