package lab

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	valkeyStartTimeout = time.Minute // of a loaded machine
	valkeyStopTimeout  = 5 * time.Second
	valkeyPortTries    = 5
)

// ValkeyOptions say how [StartValkey] starts a real server. The zero value is
// a valkey-server without TLS and without a password.
type ValkeyOptions struct {
	Binary      string   // the program; "valkey-server" if empty, "redis-server" works too
	Dir         string   // its working directory; a temporary one, removed by Close, if empty
	CertFile    string   // PEM certificate chain; TLS is served where it is set
	KeyFile     string   // PEM key of CertFile
	CAFile      string   // PEM of the CAs that client certificates must come from; CertFile if empty
	AuthClients string   // tls-auth-clients: "no" (default), "optional" or "yes"
	Args        []string // further arguments, as after the program's name: "--requirepass", "x"

	sentinel string // the line of configuration that makes it a Sentinel; empty for none
}

// Valkey is a running server that belongs to the caller until Close.
type Valkey struct {
	Addr    string // plain text, host:port on loopback
	TLSAddr string // TLS, host:port on loopback; empty without TLS
	Socket  string // the UNIX socket's path

	process *exec.Cmd
	exited  chan struct{} // closed when the process is gone
	log     *bytes.Buffer // its output; read only after exited
	scratch string
}

// StartValkey starts a real valkey-server (or redis-server) on free loopback
// ports and a UNIX socket, and waits until it answers. The error wraps
// [ErrNotInstalled] where the program is missing.
func StartValkey(o ValkeyOptions) (*Valkey, error) {
	o.Binary = cmp.Or(o.Binary, "valkey-server")
	path, err := exec.LookPath(o.Binary)
	if err != nil {
		return nil, notInstalled(o.Binary, strings.TrimSuffix(filepath.Base(o.Binary), "-server")+"-server")
	}
	// A port found free may be taken before the server binds it, so a server
	// that ends at once is tried again on others.
	for range valkeyPortTries {
		var v *Valkey
		if v, err = startValkeyOnce(path, o); err == nil {
			return v, nil
		}
		if !strings.Contains(err.Error(), "Address already in use") {
			break
		}
	}
	return nil, err
}

func startValkeyOnce(path string, o ValkeyOptions) (*Valkey, error) {
	// The socket has a directory of its own: a path may not exceed 107 bytes.
	scratch, err := os.MkdirTemp("", "vk")
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(scratch))
	}
	v := &Valkey{
		Addr:    "127.0.0.1:" + ports[0],
		Socket:  filepath.Join(scratch, "s"),
		exited:  make(chan struct{}),
		log:     new(bytes.Buffer),
		scratch: scratch,
	}
	if o.CertFile != "" {
		v.TLSAddr = "127.0.0.1:" + ports[1]
	}
	args := valkeyArgs(o, v, ports)
	if o.sentinel != "" {
		config := filepath.Join(scratch, "sentinel.conf") // which it rewrites
		if err := os.WriteFile(config, []byte(o.sentinel+"\n"), 0o600); err != nil {
			return nil, errors.Join(err, os.RemoveAll(scratch))
		}
		args = append([]string{config, "--sentinel"}, args...)
	}
	v.process = exec.Command(path, args...)
	v.process.Env = append(os.Environ(), "LC_ALL=C") // it does not start where LANG names a locale that is missing
	v.process.Stdout, v.process.Stderr = v.log, v.log
	if err := v.process.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(scratch))
	}
	go func() {
		_ = v.process.Wait() // how it ended is in its log
		close(v.exited)
	}()
	if err := v.waitReady(); err != nil {
		_ = v.Close()
		return nil, fmt.Errorf("%s: %w; it said: %s", o.Binary, err, lastLines(v.log.String(), 4))
	}
	return v, nil
}

func valkeyArgs(o ValkeyOptions, v *Valkey, ports []string) []string {
	args := []string{
		"--bind", "127.0.0.1", "--port", ports[0],
		"--unixsocket", v.Socket, "--dir", cmp.Or(o.Dir, v.scratch),
		"--save", "", "--appendonly", "no", "--daemonize", "no", "--databases", "16",
		"--hz", "100", // how often it looks whether it is to end
	}
	if o.CertFile != "" {
		args = append(args,
			"--tls-port", ports[1], "--tls-cert-file", o.CertFile, "--tls-key-file", o.KeyFile,
			"--tls-ca-cert-file", cmp.Or(o.CAFile, o.CertFile), "--tls-auth-clients", cmp.Or(o.AuthClients, "no"))
	}
	return append(args, o.Args...)
}

// waitReady asks over the UNIX socket, whose path nobody else can hold, and
// so knows that it is this server that answers.
func (v *Valkey) waitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), valkeyStartTimeout)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if answersPing(ctx, v.Socket) {
			return nil
		}
		select {
		case <-v.exited:
			return errors.New("ended at once")
		case <-ctx.Done():
			return errors.New("does not answer")
		case <-tick.C:
		}
	}
}

// answersPing is true for PONG and for every refusal but LOADING.
func answersPing(ctx context.Context, socket string) bool {
	c, err := new(net.Dialer).DialContext(ctx, "unix", socket)
	if err != nil {
		return false
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	var reply [64]byte
	n, _ := c.Read(reply[:])
	return n > 0 && !bytes.HasPrefix(reply[:n], []byte("-LOADING"))
}

// Pid is the process id of the server, for tests that stop or kill it.
func (v *Valkey) Pid() int { return v.process.Process.Pid }

// Close ends the server, waits until it is gone and removes what StartValkey
// made. It may be called again.
func (v *Valkey) Close() error {
	_ = v.process.Process.Signal(os.Interrupt)
	late := time.NewTimer(valkeyStopTimeout)
	defer late.Stop()
	select {
	case <-v.exited:
	case <-late.C:
		_ = v.process.Process.Kill()
		<-v.exited
	}
	return os.RemoveAll(v.scratch)
}

// freePorts returns n different loopback ports that nothing listens on.
func freePorts(n int) ([]string, error) {
	ports := make([]string, 0, n)
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // held until all are found, so that they differ
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return nil, err
		}
		ports = append(ports, port)
	}
	return ports, nil
}

func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}
