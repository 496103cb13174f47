package conn

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// maxSkipped bounds what is told of one bundle.
const maxSkipped = 100

// addTo adds the certificates to the pool, as [x509.CertPool.AppendCertsFromPEM]
// does, and says what that leaves out in silence.
func (b bundle) addTo(pool *x509.CertPool) (taken int, skipped []SkippedRoot) {
	for _, file := range b.files {
		eachCertificate(file.data, func(line int, cert *x509.Certificate, err error) {
			switch {
			case err == nil:
				pool.AddCert(cert)
				taken++
			case len(skipped) < maxSkipped:
				skipped = append(skipped, SkippedRoot{file.name, line, err})
			}
		})
	}
	return taken, skipped
}

// fault is why none could be taken: one that cannot be read is not none.
func (b bundle) fault(skipped []SkippedRoot) error {
	if len(skipped) == 0 {
		return configError(CodeCABundleEmpty, "", errors.New(b.empty))
	}
	first := skipped[0]
	return configError(CodeCertMalformed, "", fmt.Errorf("%s that can be read: line %d: %w", b.empty, first.Line, first.Err))
}

var (
	beginning = []byte("-----BEGIN ")
	ending    = []byte("-----END ")
)

// eachCertificate visits what claims to be a certificate, with the line on
// which it begins.
func eachCertificate(data []byte, visit func(line int, cert *x509.Certificate, err error)) {
	line := 1
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // a byte order mark would hide the first
	for {
		at := nextBlock(data)
		if at < 0 {
			return
		}
		line += bytes.Count(data[:at], []byte("\n"))
		data = data[at:]
		rest := nextBlock(data[1:]) + 1 // where the block ends at the latest; 0 for the end
		if rest == 0 {
			rest = len(data)
		}
		if cert, err := parseRoot(data[:rest]); !errors.Is(err, errNoCertificate) {
			visit(line, cert, err)
		}
		line += bytes.Count(data[:rest], []byte("\n"))
		data = data[rest:]
	}
}

// nextBlock is where a line begins a block of PEM; -1 for nowhere.
func nextBlock(data []byte) int {
	for at := 0; ; {
		i := bytes.Index(data[at:], beginning)
		if i < 0 {
			return -1
		}
		if at += i; at == 0 || data[at-1] == '\n' {
			return at
		}
		at += len(beginning)
	}
}

// errNoCertificate is of what is none and does not claim to be: a key, a CRL.
var errNoCertificate = errors.New("no certificate")

// parseRoot reads one block and what follows it.
func parseRoot(data []byte) (*x509.Certificate, error) {
	kind, _, _ := strings.Cut(string(data[len(beginning):min(len(data), len(beginning)+64)]), "-----")
	block, _ := pem.Decode(data)
	switch {
	case !strings.Contains(kind, "CERTIFICATE") || strings.Contains(kind, "REQUEST"):
		return nil, errNoCertificate
	case block == nil && !bytes.Contains(data, ending):
		return nil, errors.New("the certificate has no end")
	case block == nil:
		return nil, errors.New("the certificate is no base64 between its lines BEGIN and END")
	case block.Type != "CERTIFICATE":
		return nil, fmt.Errorf("a %s is not taken: write it as CERTIFICATE (openssl x509 does)", block.Type)
	case len(block.Headers) > 0:
		return nil, errors.New("a certificate with PEM headers is not taken: leave them out")
	}
	return x509.ParseCertificate(block.Bytes)
}
