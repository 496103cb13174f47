//go:build linux

package probe

import (
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// world is what many rows share.
type world struct {
	patience time.Duration // with a target that may keep silent

	open   *lab.Valkey // without a password, with TLS
	locked *lab.Valkey // with password s3cret, and users that may little

	cluster func() (*lab.Cluster, error) // started when it is first asked for: it takes seconds

	dir          string
	root         *lab.Authority
	intermediate *lab.Authority
	ca           string // the root's file
	leaf         *lab.Leaf
	cert, key    string // its files
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{dir: t.TempDir(), patience: impatience}
	w.cluster = sync.OnceValues(func() (*lab.Cluster, error) {
		c, err := startCluster()
		if c != nil {
			t.Cleanup(func() { _ = c.Close() })
		}
		return c, err
	})
	w.root = must(lab.NewRoot("catalogue root"))(t)
	w.intermediate = must(w.root.NewIntermediate("catalogue intermediate", "", ""))(t)
	w.ca = filepath.Join(w.dir, "ca.pem")
	if err := w.root.WriteFile(w.ca); err != nil {
		t.Fatal(err)
	}
	w.leaf = must(w.intermediate.Issue(lab.LeafOptions{Names: []string{"localhost", "127.0.0.1"}}))(t)
	w.cert, w.key = w.files(t, "leaf", w.leaf)
	w.open = w.secure(t, "no")
	w.locked = start(t, "--requirepass", "s3cret",
		"--user", "none", "on", ">pw of a user", "+ping",
		"--user", "keys", "on", ">pw of a user", "~mine:*", "+@all",
		"--user", "channels", "on", ">pw of a user", "~*", "resetchannels", "+@all")
	return w
}

// patient is the same world, for a loaded machine.
func (w *world) patient() *world {
	patient := *w
	patient.patience *= 10
	return &patient
}

// secure starts a real server with TLS; clients is its tls-auth-clients.
func (w *world) secure(t *testing.T, clients string, args ...string) *lab.Valkey {
	t.Helper()
	return startWith(t, lab.ValkeyOptions{CertFile: w.cert, KeyFile: w.key, CAFile: w.ca, AuthClients: clients, Args: args})
}

// trusting is a connection to addr by TLS that trusts the world's root.
func (w *world) trusting(addr string) conn.Options {
	return conn.Options{Addr: addr, TLS: &conn.TLSOptions{CAFile: w.ca}}
}

func (w *world) files(t *testing.T, name string, leaf *lab.Leaf) (cert, key string) {
	t.Helper()
	cert, key, err := leaf.WriteFiles(w.dir, name)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

// freeze stops the server's process until the test ends: its kernel goes on
// to accept connections.
func freeze(t *testing.T, v *lab.Valkey) {
	t.Helper()
	if err := syscall.Kill(v.Pid(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(v.Pid(), syscall.SIGCONT) })
}

// doom kills the server when the test ends, which would not end by itself.
func doom(t *testing.T, v *lab.Valkey) {
	t.Helper()
	t.Cleanup(func() { _ = syscall.Kill(v.Pid(), syscall.SIGKILL) })
}
