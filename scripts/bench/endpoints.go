package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// endpoints are many TLS servers, each with a certificate and a staple of its
// own, in a process of their own: what is measured is the client.
type endpoints struct {
	hosts  []string // IP:port
	dir    string
	caFile string
	roots  *x509.CertPool
	stop   func()
}

// The environment of the process that serves them.
const (
	endpointsVar = "VKBENCH_ENDPOINTS" // how many
	delayVar     = "VKBENCH_DELAY"     // before each handshake goes on
)

// firstHost is the address of the first endpoint; the others follow.
const firstHost = 127<<24 | 1<<16

func hostAt(i int) netip.Addr {
	return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, firstHost+uint32(i))))
}

func startEndpoints(n int, delay time.Duration) (*endpoints, error) {
	dir, err := os.MkdirTemp("", "vkbench")
	if err != nil {
		return nil, err
	}
	server := exec.Command(os.Args[0], dir)
	server.Env = append(os.Environ(), fmt.Sprintf("%s=%d", endpointsVar, n), delayVar+"="+delay.String())
	server.Stderr = os.Stderr
	stdin, err := server.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := server.Start(); err != nil {
		return nil, err
	}
	e := &endpoints{dir: dir, caFile: filepath.Join(dir, "ca.pem"), roots: x509.NewCertPool()}
	e.stop = func() {
		_ = stdin.Close() // which ends it
		_ = server.Wait()
		_ = os.RemoveAll(dir)
	}
	port, err := bufio.NewReader(stdout).ReadString('\n')
	ca, caErr := os.ReadFile(e.caFile)
	if err != nil || caErr != nil || !e.roots.AppendCertsFromPEM(ca) {
		e.stop()
		return nil, errors.Join(errors.New("the endpoints did not start"), err, caErr)
	}
	for i := range n {
		e.hosts = append(e.hosts, net.JoinHostPort(hostAt(i).String(), strings.TrimSpace(port)))
	}
	return e, nil
}

// serveEndpoints is that process: it serves until its standard input ends.
func serveEndpoints(dir string) error {
	n, err := strconv.Atoi(os.Getenv(endpointsVar))
	if err != nil {
		return err
	}
	delay, err := time.ParseDuration(os.Getenv(delayVar))
	if err != nil {
		return err
	}
	certificates, stop, err := certify(dir, n)
	if err != nil {
		return err
	}
	defer stop()
	listener, err := net.Listen("tcp4", "0.0.0.0:0") // each address of 127.0.0.0/8 is an endpoint
	if err != nil {
		return err
	}
	config := &tls.Config{
		SessionTicketsDisabled: true, // nobody comes back
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			time.Sleep(delay)
			to := netip.MustParseAddrPort(hello.Conn.LocalAddr().String()).Addr().As4()
			return &certificates[int(binary.BigEndian.Uint32(to[:]))-firstHost], nil
		},
	}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go serveEndpoint(c, config)
		}
	}()
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func serveEndpoint(raw net.Conn, config *tls.Config) {
	defer raw.Close()
	if !raw.RemoteAddr().(*net.TCPAddr).IP.IsLoopback() {
		return
	}
	c := tls.Server(raw, config)
	if c.Handshake() != nil {
		return
	}
	var replies []byte
	for r := resp.NewReader(c, resp.Limits{}); ; {
		command, err := r.Read()
		if err != nil || len(command.Items()) == 0 {
			return
		}
		replies = append(replies, replyTo(command)...)
		if r.Buffered() > 0 { // commands of one write are answered by one, as servers do
			continue
		}
		if _, err := c.Write(replies); err != nil {
			return
		}
		replies = replies[:0]
	}
}

// replyTo is what a server says to the commands of a probe.
func replyTo(command resp.Value) string {
	switch strings.ToUpper(command.Items()[0].Text()) {
	case "HELLO":
		return "%5\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n8.0.0\r\n$5\r\nproto\r\n:3\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n"
	case "PING":
		return "+PONG\r\n"
	case "CLIENT", "SELECT":
		return "+OK\r\n"
	}
	return "-NOPERM this user has no permissions to run it\r\n"
}

// certify makes the authority, whose root it writes into dir, and a
// certificate with a staple for each endpoint.
func certify(dir string, n int) (all []tls.Certificate, stop func(), err error) {
	responder, err := lab.StartResponder()
	if err != nil {
		return nil, nil, err
	}
	stop = func() { _ = responder.Close() }
	defer func() {
		if err != nil {
			stop()
		}
	}()
	root, err := lab.NewRoot("bench root")
	if err != nil {
		return nil, nil, err
	}
	issuer, err := root.NewIntermediate("bench issuer", responder.URL(), "")
	if err != nil {
		return nil, nil, err
	}
	responder.Add(root)
	responder.Add(issuer)
	responder.Set(issuer.Cert, lab.Answer{})
	// As public authorities have it: who does not look at the staple can ask.
	issuers := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(issuer.Cert.Raw) }))
	stop = func() {
		issuers.Close()
		_ = responder.Close()
	}
	for i := range n {
		leaf, err := issuer.Issue(lab.LeafOptions{
			Names: []string{hostAt(i).String()}, OCSP: []string{responder.URL()}, IssuerURLs: []string{issuers.URL},
		})
		if err != nil {
			return nil, nil, err
		}
		responder.Set(leaf.Cert, lab.Answer{})
		one := leaf.TLS()
		one.OCSPStaple, err = ocsp.CreateResponse(issuer.Cert, issuer.Cert, ocsp.Response{
			Status: ocsp.Good, SerialNumber: leaf.Cert.SerialNumber,
			ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(24 * time.Hour),
		}, issuer.Key)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, one)
	}
	return all, stop, root.WriteFile(filepath.Join(dir, "ca.pem"))
}
