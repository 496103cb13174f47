package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

const (
	user, password = "bench", "wonderland"

	timeout = 5 * time.Second // of one round trip, for every subject
	keys    = 100             // key:1 to key:100 hold value
)

var value = strings.Repeat("0123456789", 10)

// env is where the subjects of a group connect to.
type env struct {
	addr    string
	tls     *tls.Config // nil: plain text
	options conn.Options
	workers int

	endpoints *endpoints // nil where the group has none
}

// server is the valkey-server of a run.
type server struct {
	valkey *lab.Valkey
	dir    string
	roots  *x509.CertPool
	pem    []byte
}

func start() (*server, error) {
	root, err := lab.NewRoot("bench")
	if err != nil {
		return nil, err
	}
	leaf, err := root.Issue(lab.LeafOptions{Names: []string{"localhost"}})
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "vkbench")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, roots: x509.NewCertPool()}
	s.roots.AddCert(root.Cert)
	s.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Cert.Raw})
	cert, key, err := leaf.WriteFiles(dir, "server")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s.valkey, err = lab.StartValkey(lab.ValkeyOptions{
		CertFile: cert, KeyFile: key,
		Args: strings.Fields("--user default on nopass ~* &* +@all --user " + user + " on >" + password + " ~* &* +@all"),
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.fill(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *server) fill() error {
	h, err := dialHand(s.env(false, 1))
	if err != nil {
		return err
	}
	defer h.conn.Close()
	for i := range keys {
		if err := h.send("SET", key(i), value); err != nil {
			return err
		}
		if _, err := h.r.ReadSlice('\n'); err != nil {
			return err
		}
	}
	return nil
}

func key(i int) string { return "key:" + strconv.Itoa(i+1) }

func (s *server) env(secure bool, workers int) *env {
	e := &env{addr: s.valkey.Addr, workers: workers, options: conn.Options{Addr: s.valkey.Addr, CommandTimeout: timeout}}
	if secure {
		e.addr = s.valkey.TLSAddr
		e.tls = &tls.Config{RootCAs: s.roots, ServerName: "localhost"}
		e.options.Addr = e.addr
		e.options.TLS = &conn.TLSOptions{CAData: s.pem, ServerName: "localhost"}
	}
	return e
}

func (s *server) close() {
	_ = s.valkey.Close()
	_ = os.RemoveAll(s.dir)
}
