package lab

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const opensslStartTimeout = time.Minute

// OpenSSL is a running openssl that belongs to the caller until Close.
type OpenSSL struct {
	Addr string // where it listens, host:port on loopback

	cancel context.CancelFunc
	stdin  io.Closer // s_server ends when its input does
	exited chan struct{}
	output *watched
	dir    string
}

// FreePort is a loopback port that nothing listens on. openssl cannot choose
// one itself, and a certificate must name its responder before that starts.
func FreePort() (string, error) {
	ports, err := freePorts(1)
	if err != nil {
		return "", err
	}
	return ports[0], nil
}

// IndexValid is the line of an index.txt that calls the certificate good.
func IndexValid(c *x509.Certificate) string { return indexLine("V", "", c) }

// IndexRevoked is the line of an index.txt that calls the certificate revoked
// since 2026-01-01, for its key was compromised.
func IndexRevoked(c *x509.Certificate) string {
	return indexLine("R", "260101000000Z,keyCompromise", c)
}

func indexLine(state, revoked string, c *x509.Certificate) string {
	serial := strings.ToUpper(c.SerialNumber.Text(16))
	if len(serial)%2 == 1 {
		serial = "0" + serial
	}
	return strings.Join([]string{state, c.NotAfter.UTC().Format("060102150405Z"), revoked, serial, "unknown", "/CN=" + c.Subject.CommonName}, "\t") + "\n"
}

// StartOpenSSLResponder starts a real "openssl ocsp" responder on the port,
// with the lines of an index.txt, for the certificates of ca; signer signs,
// a delegate or ca itself. The error wraps [ErrNotInstalled] where openssl is
// missing. It listens on all interfaces, and a connection that is closed
// without a request hangs it for ever, so nothing may knock.
func StartOpenSSLResponder(port, index string, ca *Authority, signer *Leaf) (*OpenSSL, error) {
	return startOpenSSL("127.0.0.1:"+port, "waiting for OCSP client connections", func(dir string) ([]string, error) {
		caFile, indexFile := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "index.txt")
		cert, key, err := signer.WriteFiles(dir, "signer")
		return []string{
			"ocsp", "-port", port, "-index", indexFile, "-CA", caFile, "-rsigner", cert, "-rkey", key, "-nmin", "60",
		}, errors.Join(err, ca.WriteFile(caFile), os.WriteFile(indexFile, []byte(index), 0o600))
	})
}

// StartOpenSSLServer starts a real "openssl s_server" that shows the leaf
// with the staple, with further arguments. It speaks TLS and nothing above it.
func StartOpenSSLServer(leaf *Leaf, staple []byte, args ...string) (*OpenSSL, error) {
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	return startOpenSSL("127.0.0.1:"+port, "ACCEPT", func(dir string) ([]string, error) {
		stapleFile := filepath.Join(dir, "staple.der")
		cert, key, err := leaf.WriteFiles(dir, "leaf")
		return append([]string{
			"s_server", "-accept", "127.0.0.1:" + port, "-cert", cert, "-key", key, "-cert_chain", cert, "-status_file", stapleFile,
		}, args...), errors.Join(err, os.WriteFile(stapleFile, staple, 0o600))
	})
}

// startOpenSSL starts openssl with the arguments that prepare makes of a
// directory, and waits until it prints the text.
func startOpenSSL(addr, text string, prepare func(dir string) ([]string, error)) (*OpenSSL, error) {
	path, err := Program("openssl", "openssl")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "vk")
	if err != nil {
		return nil, err
	}
	args, err := prepare(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	ctx, cancel := context.WithCancel(context.Background())
	o := &OpenSSL{Addr: addr, cancel: cancel, exited: make(chan struct{}), dir: dir, output: &watched{text: text, seen: make(chan struct{})}}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdout, cmd.Stderr = o.output, o.output
	if o.stdin, err = cmd.StdinPipe(); err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	go func() {
		_ = cmd.Wait() // how it ended is in its output
		close(o.exited)
	}()
	late := time.NewTimer(opensslStartTimeout)
	defer late.Stop()
	select {
	case <-o.output.seen:
		return o, nil
	case <-o.exited:
		err = errors.New("ended at once")
	case <-late.C:
		err = errors.New("does not listen")
	}
	return nil, errors.Join(fmt.Errorf("openssl %s: %w; it said: %s", args[0], err, o.Output()), o.Close())
}

// Output is what it has printed so far.
func (o *OpenSSL) Output() string { return o.output.String() }

// Close ends it, waits until it is gone and removes its files.
func (o *OpenSSL) Close() error {
	o.cancel()
	<-o.exited
	_ = o.stdin.Close()
	return os.RemoveAll(o.dir)
}

// watched keeps what a process prints and says when a text has come.
type watched struct {
	text string
	seen chan struct{}

	mu   sync.Mutex
	all  bytes.Buffer
	once sync.Once
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all.Write(p)
	if bytes.Contains(w.all.Bytes(), []byte(w.text)) {
		w.once.Do(func() { close(w.seen) })
	}
	return len(p), nil
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.String()
}
