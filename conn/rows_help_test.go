package conn

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// The tests named TestRowNN show row NN of what valkey-py's connections do,
// those named TestBugNN that a bug of its is not ours: docs/valkey-py.md has
// the table.

// syncAndAsync checks both ways in which a connection reads: as it asks, like
// valkey-py's sync client, and by a goroutine of its own, like the async one.
func syncAndAsync(t *testing.T, check func(t *testing.T, with func(Options) Options)) {
	t.Helper()
	for name, caching := range map[string]*Caching{"sync": nil, "async": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, func(o Options) Options {
				o.Caching = caching
				return o
			})
		})
	}
}

// tap is a way to a server that remembers what is said to the server on it.
type tap struct {
	addr string
	mu   sync.Mutex
	said []byte
}

func startTap(t *testing.T, backend string) *tap {
	t.Helper()
	p := &tap{}
	p.addr = startFault(t, lab.Behind(backend, func(b []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.said = append(p.said, b...)
	}, nil))
	return p
}

func startFault(t *testing.T, plan lab.Plan) string {
	t.Helper()
	f, err := lab.StartFault(plan)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f.Addr()
}

// bytes are what was said since the last call. What was answered is there.
func (p *tap) bytes() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	said := string(p.said)
	p.said = nil
	return said
}

// commands are those said since the last call, their words apart by spaces.
func (p *tap) commands(t *testing.T) []string {
	t.Helper()
	said := p.bytes()
	r := resp.NewReader(strings.NewReader(said), resp.Limits{})
	var all []string
	for range strings.Count(said, "*") {
		v, err := r.Read()
		if err != nil {
			break // the rest are stars within arguments
		}
		var words []string
		for _, word := range v.Items() {
			words = append(words, word.Text())
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

// holdReplies passes no reply on before the client has said last: who waits
// for one earlier waits in vain.
func holdReplies(t *testing.T, backend, last string) string {
	t.Helper()
	return holdRepliesFrom(t, backend, "", last)
}

// holdRepliesFrom is holdReplies from when on the client has said first.
func holdRepliesFrom(t *testing.T, backend, first, last string) string {
	t.Helper()
	var said []byte
	var holding atomic.Bool
	holding.Store(first == "")
	whole := make(chan struct{})
	up := func(b []byte) {
		before := bytes.Contains(said, []byte(last))
		said = append(said, b...)
		switch after := bytes.Contains(said, []byte(last)); {
		case after && !before:
			close(whole)
		case bytes.Contains(said, []byte(first)):
			holding.Store(true)
		}
	}
	ended := t.Context().Done()
	down := func([]byte) {
		if holding.Load() {
			select {
			case <-whole:
			case <-ended:
			}
		}
	}
	return startFault(t, lab.Behind(backend, up, down))
}

// startApp starts a server with a user app, password apppw, who may do all but
// what denied says.
func startApp(t *testing.T, denied ...string) *lab.Valkey {
	t.Helper()
	rules := append([]string{"--user", "app", "on", ">apppw", "~*", "&*", "+@all"}, denied...)
	return startValkey(t, lab.ValkeyOptions{Args: rules})
}
