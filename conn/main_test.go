package conn

import (
	"context"
	"crypto/tls"
	"errors"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if p, err := sharedPKI(); err == nil {
			_ = os.RemoveAll(p.dir)
		}
		os.Exit(code)
	}))
}

// pki is one authority and its files, made once for all tests.
type pki struct {
	dir, ca           string // the root's PEM
	serverCert, sKey  string // for 127.0.0.1 and localhost
	clientCert, cKey  string
	strangeCert, xKey string // a client certificate of another root
	root              *lab.Authority
	server            *lab.Leaf
}

var sharedPKI = sync.OnceValues(makePKI)

func makePKI() (*pki, error) {
	dir, err := os.MkdirTemp("", "vkpki")
	if err != nil {
		return nil, err
	}
	p := &pki{dir: dir, ca: dir + "/ca.pem"}
	if p.root, err = lab.NewRoot("vkcheck test root"); err != nil {
		return nil, err
	}
	other, err := lab.NewRoot("another root")
	if err != nil {
		return nil, err
	}
	if p.server, err = p.root.Issue(lab.LeafOptions{Names: []string{"localhost", "127.0.0.1"}}); err != nil {
		return nil, err
	}
	client, err := p.root.Issue(lab.LeafOptions{CommonName: "client", ClientAuth: true})
	if err != nil {
		return nil, err
	}
	stranger, err := other.Issue(lab.LeafOptions{CommonName: "stranger", ClientAuth: true})
	if err != nil {
		return nil, err
	}
	if p.serverCert, p.sKey, err = p.server.WriteFiles(dir, "server"); err != nil {
		return nil, err
	}
	if p.clientCert, p.cKey, err = client.WriteFiles(dir, "client"); err != nil {
		return nil, err
	}
	if p.strangeCert, p.xKey, err = stranger.WriteFiles(dir, "stranger"); err != nil {
		return nil, err
	}
	return p, p.root.WriteFile(p.ca)
}

func testPKI(t *testing.T) *pki {
	t.Helper()
	p, err := sharedPKI()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// log keeps the phases of one connection.
type log struct{ done []PhaseResult }

func (l *log) trace() *Trace {
	return &Trace{PhaseDone: func(r PhaseResult) { l.done = append(l.done, r) }}
}

// phases are the names in order; a failed one has a "!" behind it, a joined
// one a "+" before it.
func (l *log) phases() []string {
	names := make([]string, len(l.done))
	for i, r := range l.done {
		names[i] = string(r.Phase)
		if r.Joined {
			names[i] = "+" + names[i]
		}
		if r.Err != nil {
			names[i] += "!"
		}
	}
	return names
}

func startValkey(t *testing.T, o lab.ValkeyOptions) *lab.Valkey {
	t.Helper()
	v, err := lab.StartValkey(o)
	lab.Need(t, err)
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

// testContext ends what hangs; a loaded machine is slow, and does not.
func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// patient gives a loaded machine the time that it may need.
func patient(o Options) Options {
	setDefault(&o.ConnectTimeout, time.Minute)
	setDefault(&o.TLSTimeout, time.Minute)
	setDefault(&o.CommandTimeout, time.Minute)
	return o
}

// patiently calls use with a timeout, and with longer ones where it has struck
// before what is wanted: on a loaded machine the server's words come late.
func patiently(use func(timeout time.Duration) error, want ...string) error {
	for timeout := 50 * ms; ; timeout *= 10 {
		err := use(timeout)
		if timeout > time.Second || !errors.Is(err, ErrTimeout) || slices.Contains(want, CodeOf(err)) {
			return err
		}
	}
}

// wantError checks phase and code of err.
func wantError(t *testing.T, err error, phase Phase, code string) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Phase != phase || e.Code != code {
		t.Fatalf("got %v, want %s: %s", err, phase, code)
	}
	return e
}

var tlsVersions = []struct {
	name    string
	version uint16
}{{"TLS 1.2", tls.VersionTLS12}, {"TLS 1.3", tls.VersionTLS13}}
