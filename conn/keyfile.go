package conn

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/youmark/pkcs8"
)

var (
	errNoPassphrase    = errors.New("the private key is encrypted and no passphrase is given")
	errWrongPassphrase = errors.New("the passphrase does not decrypt the private key")
)

// decryptKey gives the PEM of a key in the clear: the first encrypted private
// key in data, decrypted, or data as it is where none is encrypted.
func decryptKey(data []byte, passphrase Secret) ([]byte, error) {
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return data, nil
		}
		decrypt := decrypter(block)
		if decrypt == nil {
			continue
		}
		if passphrase == "" {
			return nil, errNoPassphrase
		}
		der, err := decrypt(block, []byte(passphrase))
		if err != nil {
			return nil, err
		}
		return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
	}
}

// decrypter is the way to decrypt a block; nil for one in the clear.
func decrypter(block *pem.Block) func(*pem.Block, []byte) ([]byte, error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		return decryptPKCS8
	case strings.HasSuffix(block.Type, "PRIVATE KEY") && strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return decryptPEM
	}
	return nil
}

// decryptPKCS8 decrypts PBES2 (RFC 8018 6.2) and gives PKCS #8 in the clear.
func decryptPKCS8(block *pem.Block, passphrase []byte) (der []byte, err error) {
	defer func() {
		if recover() != nil { // the library trusts the lengths in the file
			der, err = nil, errors.New("the encrypted private key is malformed")
		}
	}()
	if err := checkKeyCost(block.Bytes); err != nil {
		return nil, err
	}
	key, err := pkcs8.ParsePKCS8PrivateKey(block.Bytes, passphrase)
	if err != nil {
		if strings.HasSuffix(err.Error(), "incorrect password") {
			err = errWrongPassphrase
		}
		return nil, err
	}
	return x509.MarshalPKCS8PrivateKey(key)
}

// decryptPEM decrypts a block of RFC 1421, which openssl calls traditional.
// Its padding alone tells whether the passphrase is right, and one wrong one
// in 256 passes, so the key must be one too.
func decryptPEM(block *pem.Block, passphrase []byte) ([]byte, error) {
	//lint:ignore SA1019 weak as it is, such keys are in use
	der, err := x509.DecryptPEMBlock(block, passphrase) //nolint:staticcheck // as above
	switch {
	case errors.Is(err, x509.IncorrectPasswordError):
		return nil, errWrongPassphrase
	case err != nil:
		return nil, fmt.Errorf("the encrypted private key is malformed: %w", err)
	}
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return der, nil
	}
	if _, err := x509.ParseECPrivateKey(der); err == nil {
		return der, nil
	}
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return der, nil
	}
	return nil, errWrongPassphrase
}
