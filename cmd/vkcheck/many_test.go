package main

import (
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestManyTargetsAskOnce examines twenty servers with the same certificate:
// the responder is asked once for each certificate of the chain, over no more
// connections than --parallel allows.
func TestManyTargetsAskOnce(t *testing.T) {
	t.Parallel()
	p := newPKI(t, "")
	backend, err := lab.StartBackend()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Close)
	args := []string{"ocsp", "--cacert", p.ca, "--parallel", "2"}
	const servers = 20
	for range servers {
		front, err := lab.StartFront(lab.FrontOptions{Certificate: p.leaf.TLS(), Backend: backend.Addr()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(front.Close)
		args = append(args, front.Addr())
	}
	exit, r := runHere(t, args...)
	if exit != 0 || len(r.Targets) != servers {
		t.Errorf("exit %d for %d targets: %+v", exit, len(r.Targets), r.Findings)
	}
	if asked := p.responder.Requests(); asked != 2 {
		t.Errorf("%d requests, want one for the leaf and one for the intermediate", asked)
	}
	if most := p.responder.Connections(); most > 2 {
		t.Errorf("%d connections, want at most 2", most)
	}
}
