package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// scenario is what "vkcheck lab -o json" says of one.
type scenario struct {
	Scenario string `json:"scenario"`
	Kind     string `json:"kind"`
	About    string `json:"about"`
	Addr     string `json:"addr,omitempty"`
	Host     string `json:"host,omitempty"`
	Port     string `json:"port,omitempty"`
	TLS      bool   `json:"tls"`
	Command  string `json:"command"`
	Must     string `json:"must"`
	Want     struct {
		OCSP struct {
			Exit int `json:"exit"`
		} `json:"ocsp"`
	} `json:"want"`

	ca string
}

// environment is what "vkcheck lab SCENARIO -- COMMAND" sets of what the
// clients here read.
func (s scenario) environment() []string {
	tls := ""
	if s.TLS {
		tls = "1"
	}
	return append(os.Environ(), "VKCHECK_LAB_ADDR="+s.Addr, "VKCHECK_LAB_HOST="+s.Host, "VKCHECK_LAB_PORT="+s.Port,
		"VKCHECK_LAB_TLS="+tls, "VKCHECK_LAB_CA="+s.ca, "VKCHECK_LAB_COMMAND="+s.Command)
}

// startLab serves the scenarios, all but those of policy where none is named,
// before a real server where there is one.
func startLab(work string, names []string) ([]scenario, func(), error) {
	backend, endBackend, err := startBackend()
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp(work, "lab-")
	if err != nil {
		return nil, endBackend, err
	}
	description := filepath.Join(dir, "lab.json")
	argv := append([]string{"lab", "--dir", dir, "-o", "json=" + description}, names...)
	if names == nil {
		for _, kind := range []string{"certificate", "staple", "responder", "crl", "server"} {
			argv = append(argv, "--kind", kind)
		}
	}
	if backend != "" {
		argv = append(argv, "--backend", backend)
	}
	up := make(chan error, 1)
	end, err := start(filepath.Join(work, "vkcheck"), argv, func(line string) {
		var err error
		if !strings.Contains(line, "the lab is up") {
			err = errors.New(line)
		}
		select {
		case up <- err:
		default: // more lines of the same
		}
	})
	if err == nil {
		err = <-up
	}
	stop := func() {
		end()
		endBackend()
		_ = os.RemoveAll(dir)
	}
	if err != nil {
		return nil, stop, err
	}
	scenarios, err := readLab(description)
	return scenarios, stop, err
}

func readLab(file string) ([]scenario, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var described struct {
		CA        string
		Scenarios []scenario
	}
	if err := json.Unmarshal(text, &described); err != nil {
		return nil, err
	}
	for i := range described.Scenarios {
		described.Scenarios[i].ca = described.CA
	}
	return described.Scenarios, nil
}

// startBackend starts a valkey-server; the address is empty where there is
// none, for the lab has a server of its own.
func startBackend() (addr string, stop func(), err error) {
	if _, err := exec.LookPath("valkey-server"); err != nil {
		return "", func() {}, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	addr = l.Addr().String()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(addr)
	end, err := start("valkey-server", []string{"--bind", "127.0.0.1", "--port", port, "--save", ""}, func(string) {})
	if err != nil {
		return "", nil, err
	}
	for range 100 {
		if c, err := net.Dial("tcp", addr); err == nil {
			return addr, end, c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "", end, fmt.Errorf("valkey-server does not listen on %s", addr)
}

// start runs a program until stop is called; it says what it prints on
// standard error, line by line.
func start(name string, argv []string, line func(string)) (stop func(), err error) {
	cmd := exec.Command(name, argv...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return func() {}, err
	}
	if err := cmd.Start(); err != nil {
		return func() {}, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			line(lines.Text())
		}
		_ = cmd.Wait()
	}()
	return func() {
		_ = cmd.Process.Signal(os.Interrupt)
		<-ended
	}, nil
}
