package conn

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/vkcheck/vkcheck/internal/readfile"
)

// loadCertificate reads the client certificate; nil where there is none.
func (t *TLSOptions) loadCertificate() (*tls.Certificate, error) {
	if t.CertFile == "" {
		if t.KeyFile != "" {
			return nil, configError(CodeBadOption, "", errors.New("a key without a certificate"))
		}
		return nil, nil
	}
	keyFile := t.KeyFile
	if keyFile == "" {
		keyFile = t.CertFile
	}
	certPEM, err := readFile(t.CertFile)
	if err != nil {
		return nil, err
	}
	keyPEM, err := readFile(keyFile)
	if err != nil {
		return nil, err
	}
	if t.KeyFile == "" && strings.Contains(blockTypes(certPEM), "CERTIFICATE") && !strings.Contains(blockTypes(certPEM), "PRIVATE KEY") {
		return nil, configError(CodeBadOption, "", fmt.Errorf("ssl_keyfile is missing: %s holds no private key", t.CertFile))
	}
	inClear, err := decryptKey(keyPEM, t.KeyPassphrase)
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.X509KeyPair(certPEM, inClear)
	}
	if err != nil {
		return nil, configError(pairCode(certPEM, keyPEM, err), "", fmt.Errorf("%s, %s: %w", t.CertFile, keyFile, err))
	}
	return &pair, nil
}

// pairCode says what is wrong with a certificate and key that do not load.
func pairCode(certPEM, keyPEM []byte, err error) string {
	cert, key := blockTypes(certPEM), blockTypes(keyPEM)
	switch {
	case cert == "" && nextBlock(certPEM) < 0, key == "" && nextBlock(keyPEM) < 0:
		return CodeCertNotPEM
	case cert == "", key == "": // a block begins and is cut off
		return CodeCertMalformed
	case !strings.Contains(cert, "CERTIFICATE"), !strings.Contains(key, "PRIVATE KEY"):
		return CodeCertKeySwapped
	case errors.Is(err, errNoPassphrase), errors.Is(err, errWrongPassphrase):
		return CodeKeyEncrypted
	case strings.Contains(err.Error(), "does not match"):
		return CodeCertKeyMismatch
	}
	return CodeCertMalformed
}

// blockTypes lists the types of the PEM blocks.
func blockTypes(data []byte) string {
	var types []string
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return strings.Join(types, ",")
		}
		types = append(types, block.Type)
		data = rest
	}
}

// MaxCertFile is the most that a file of certificates or keys may have, in
// bytes: the CAs of all browsers together have a quarter of a megabyte.
const MaxCertFile = 16 << 20

func readFile(path string) ([]byte, error) {
	data, err := readfile.Again(path, MaxCertFile)
	if err != nil {
		return nil, fileError(err)
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil // PEM has no place for a byte order mark
}

func fileError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return configError(CodeCertFileMissing, "", err)
	}
	return configError(CodeCertFileUnreadable, "", err)
}
