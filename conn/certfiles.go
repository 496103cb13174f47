package conn

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// loadRoots reads the roots that t names; nil means the system's.
func (t *TLSOptions) loadRoots() (*x509.CertPool, error) {
	if t.CAFile == "" && t.CADir == "" && t.CAData == nil {
		return nil, nil
	}
	pool := x509.NewCertPool()
	if t.CAData != nil && !pool.AppendCertsFromPEM(t.CAData) {
		return nil, configError(CodeCABundleEmpty, "", errors.New("the CA data holds no certificate in PEM"))
	}
	if t.CAFile != "" {
		data, err := readFile(t.CAFile)
		if err != nil {
			return nil, err
		}
		if !pool.AppendCertsFromPEM(data) {
			return nil, configError(CodeCABundleEmpty, "", fmt.Errorf("%s holds no certificate in PEM", t.CAFile))
		}
	}
	if t.CADir != "" {
		if err := appendDir(pool, t.CADir); err != nil {
			return nil, err
		}
	}
	return pool, nil
}

// appendDir adds the certificates of all files in dir. Other files lie in
// such directories too, so only a directory without any is an error.
func appendDir(pool *x509.CertPool, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fileError(err)
	}
	found := false
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if data, err := os.ReadFile(path); err == nil && pool.AppendCertsFromPEM(data) {
			found = true
		}
	}
	if !found {
		return configError(CodeCABundleEmpty, "", fmt.Errorf("no file in %s holds a certificate in PEM", dir))
	}
	return nil
}

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
	case cert == "", key == "":
		return CodeCertNotPEM
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

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
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
