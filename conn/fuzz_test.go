package conn

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// Whatever a server answers to HELLO, ROLE, CLUSTER and SENTINEL, the
// connection stands or the error has a code, and a node's address can be
// dialled or is empty.
func FuzzServer(f *testing.F) {
	const hello = "%4\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n8.0.0\r\n$5\r\nproto\r\n:3\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n+OK\r\n+OK\r\n"
	for _, replies := range []string{
		"-ERR This instance has cluster support disabled\r\n*3\r\n$6\r\nmaster\r\n:1\r\n*1\r\n*3\r\n$9\r\n127.0.0.2\r\n$4\r\n6379\r\n$1\r\n0\r\n",
		"-ERR This instance has cluster support disabled\r\n*5\r\n$5\r\nslave\r\n$4\r\nhost\r\n:6379\r\n$9\r\nconnected\r\n:1\r\n",
		"*1\r\n%2\r\n$5\r\nslots\r\n*2\r\n:0\r\n:16383\r\n$5\r\nnodes\r\n*1\r\n%4\r\n$2\r\nid\r\n$1\r\na\r\n$4\r\nport\r\n:7000\r\n$8\r\nendpoint\r\n$1\r\n?\r\n$4\r\nrole\r\n$6\r\nmaster\r\n",
		"-ERR unknown subcommand 'SHARDS'\r\n*1\r\n*3\r\n:0\r\n:5\r\n*3\r\n$0\r\n\r\n:7000\r\n$1\r\na\r\n",
		"-ERR unknown command 'CLUSTER'\r\n*1\r\n$8\r\nsentinel\r\n$1\r\nx\r\n*1\r\n%3\r\n$4\r\nname\r\n$1\r\nm\r\n$2\r\nip\r\n$3\r\n::1\r\n$4\r\nport\r\n$4\r\n6379\r\n*0\r\n*0\r\n",
	} {
		f.Add([]byte(hello + replies))
	}
	f.Add([]byte("-NOAUTH Authentication required.\r\n"))
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
	f.Add([]byte("\x15\x03\x01\x00\x02\x02\x50"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = l.Close() })
	f.Fuzz(func(t *testing.T, said []byte) {
		go func() {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			_, _ = c.Write(said)
			_ = c.(*net.TCPConn).CloseWrite()
			_, _ = resp.NewReader(c, resp.Limits{}).Read() // until the client leaves, or so
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		c, err := Dial(ctx, Options{Addr: l.Addr().String(), Password: "s3cret!"})
		var nodes []Node
		if err == nil {
			defer func() { _ = c.Close() }()
			nodes, err = c.Nodes(ctx)
		}
		if err != nil && CodeOf(err) == "" {
			t.Errorf("%v has no code", err)
		}
		for _, n := range nodes {
			if n.Addr != "" && checkHostPort(n.Addr) != nil {
				t.Errorf("%q cannot be dialled", n.Addr)
			}
		}
	})
}

// Whatever the environment holds, it is options or an error of the phase
// config that names the variable and tells no secret.
func FuzzEnvironment(f *testing.F) {
	var names []string
	for _, s := range Settings() {
		if name := s.Variable(); name != "" && !strings.Contains(name, "COMMAND") { // which would be run
			names = append(names, name)
		}
	}
	names = append(names, targetVariable, "VALKEYCLI_AUTH", "REDISCLI_AUTH")
	for i := range names {
		f.Add(uint8(i), "1")
	}
	f.Add(uint8(len(names)-3), "valkeys://u:p@h/1?db=2&socket_timeout=x")
	f.Fuzz(func(t *testing.T, at uint8, value string) {
		name := names[int(at)%len(names)]
		o, _, err := FromEnvironment(func(asked string) string {
			switch asked {
			case name:
				return value
			case "VKCHECK_PASS":
				return "s3cret!"
			}
			return ""
		})
		if err != nil {
			if code := CodeOf(err); code != CodeBadOption && code != CodeBadURL && code != CodeBadAddress {
				t.Errorf("%s=%q: %v", name, value, err)
			}
			if strings.Contains(err.Error(), "s3cret!") {
				t.Errorf("%v tells the password", err)
			}
			return
		}
		_ = o.validate()
	})
}

// Whatever a file of keys holds, it is a key in the clear or an error. Where
// it is encrypted by PBES2, the file says how long that takes, and is left out.
func FuzzKeyFile(f *testing.F) {
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nMAMKAQE=\n-----END PRIVATE KEY-----\n"), "")
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END RSA PRIVATE KEY-----\n"), "x")
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n"), "x")
	f.Fuzz(func(t *testing.T, data []byte, passphrase string) {
		if strings.Contains(string(data), "ENCRYPTED PRIVATE KEY") {
			t.Skip()
		}
		inClear, err := decryptKey(data, Secret(passphrase))
		if (inClear == nil) != (err != nil) && len(data) > 0 {
			t.Errorf("%q, %v", inClear, err)
		}
		if code := pairCode(data, inClear, errNoPassphrase); code == "" {
			t.Error("no code")
		}
	})
}

// FuzzBundle gives CA files of any contents: what Go would take is taken, and
// all else that claims to be a certificate is said, with a line that is there.
func FuzzBundle(f *testing.F) {
	root, err := lab.NewRoot("root")
	if err != nil {
		f.Fatal(err)
	}
	good := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Cert.Raw}))
	for _, seed := range []string{good, good[:200] + good, "x\n" + good + good[:300], "-----BEGIN CERTIFICATE-----\r\nMII*\r\n-----END CERTIFICATE-----\r\n", "-----BEGIN -----BEGIN CERTIFICATE-----\n-----END "} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var want []*x509.Certificate
		for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
			if cert, err := x509.ParseCertificate(block.Bytes); err == nil && block.Type == "CERTIFICATE" && len(block.Headers) == 0 {
				want = append(want, cert)
			}
		}
		lines, last := bytes.Count(data, []byte("\n"))+1, 0
		var got []*x509.Certificate
		eachCertificate(data, func(line int, cert *x509.Certificate, err error) {
			if (err == nil) != (cert != nil) || line <= last || line > lines {
				t.Errorf("line %d after %d of %d: %v", line, last, lines, err)
			}
			last = line
			if cert != nil {
				got = append(got, cert)
			}
		})
		for _, cert := range want {
			if !slices.ContainsFunc(got, cert.Equal) {
				t.Errorf("%d are taken, and not one that Go takes", len(got))
			}
		}
	})
}
