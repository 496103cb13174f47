package main

import (
	"net"
	"os"
	"strings"
	"testing"
)

// TestInterrupt sends a real SIGINT while a server keeps vkcheck waiting: the
// report is written all the same, says that it is not complete, and the exit
// code is 130. It is not parallel, because the signal reaches every run in
// this process.
func TestInterrupt(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	go func() {
		c, err := silent.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		if _, err := c.Read(make([]byte, 1)); err != nil { // it is in the middle of HELLO now
			return
		}
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			return
		}
		_ = self.Signal(os.Interrupt)
		_, _ = c.Read(make([]byte, 1<<16))
		_, _ = c.Read(make([]byte, 1))
	}()
	exit, r := runJSON(t, nil, strings.Fields("vkcheck probe "+silent.Addr().String()+" -o json --timeout 30s"))
	if exit != 130 || r.Exit != 130 || r.Complete || r.Targets[0].Complete {
		t.Errorf("exit %d, report %+v", exit, r)
	}
}
