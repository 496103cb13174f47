package conn

import (
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// encryptedKeys makes keys as openssl encrypts them, with the passphrase
// "s3cret", each with its certificate.
func encryptedKeys(t *testing.T) map[string]TLSOptions {
	t.Helper()
	dir := t.TempDir()
	made := map[string]TLSOptions{}
	for _, kind := range []struct {
		name   string
		make   []string // writes the key in the clear
		legacy []string // encrypts it in the old form; nil where that has none
	}{
		{"rsa", []string{"genrsa", "-traditional", "-out"}, []string{"rsa", "-traditional"}},
		{"ec", []string{"ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out"}, []string{"ec"}},
		{"ed25519", []string{"genpkey", "-algorithm", "ed25519", "-out"}, nil},
	} {
		plain, cert := filepath.Join(dir, kind.name+".key"), filepath.Join(dir, kind.name+".pem")
		runOpenSSL(t, append(kind.make, plain)...)
		runOpenSSL(t, "req", "-new", "-x509", "-key", plain, "-subj", "/CN=client", "-out", cert)
		ways := map[string][]string{
			"PBKDF2 AES-256": {"pkcs8", "-topk8", "-v2", "aes-256-cbc"},
			"PBKDF2 AES-128": {"pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"},
			"PBKDF2 3DES":    {"pkcs8", "-topk8", "-v2", "des3"},
			"scrypt":         {"pkcs8", "-topk8", "-scrypt", "-scrypt_N", "1024"},
		}
		if kind.legacy != nil {
			ways["legacy AES-256"] = append(kind.legacy, "-aes256")
			ways["legacy 3DES"] = append(kind.legacy, "-des3")
		}
		for way, args := range ways {
			key := filepath.Join(dir, strings.ReplaceAll(kind.name+" "+way, " ", "-"))
			runOpenSSL(t, append(args[:len(args):len(args)], "-passout", "pass:s3cret", "-in", plain, "-out", key)...)
			made[kind.name+" "+way] = TLSOptions{CertFile: cert, KeyFile: key}
		}
		made[kind.name+" in the clear"] = TLSOptions{CertFile: cert, KeyFile: plain}
	}
	return made
}

func TestEncryptedKeys(t *testing.T) {
	t.Parallel()
	for name, o := range encryptedKeys(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.KeyPassphrase = "s3cret"
			if cert, err := o.loadCertificate(); err != nil || cert == nil {
				t.Fatalf("right passphrase: %v", err)
			}
			together := TLSOptions{CertFile: copyFile(t, o.KeyFile+".both", o.CertFile, o.KeyFile), KeyPassphrase: "s3cret"}
			if cert, err := together.loadCertificate(); err != nil || cert == nil {
				t.Fatalf("in one file: %v", err)
			}
			if strings.HasSuffix(name, "in the clear") {
				return
			}
			for passphrase, fault := range map[Secret]string{
				"":      "no passphrase is given",
				"wr0ng": "the passphrase does not decrypt the private key",
			} {
				o.KeyPassphrase = passphrase
				_, err := o.loadCertificate()
				e := wantError(t, err, PhaseConfig, CodeKeyEncrypted)
				if !strings.Contains(e.Error(), fault) || strings.Contains(e.Error(), "wr0ng") {
					t.Errorf("passphrase %q: %v", string(passphrase), e)
				}
			}
		})
	}
}

// The padding of the old form lets one wrong passphrase in 256 pass.
func TestWrongPassphraseOfOldForm(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plain, key := filepath.Join(dir, "plain"), filepath.Join(dir, "key")
	runOpenSSL(t, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", plain)
	runOpenSSL(t, "ec", "-aes256", "-passout", "pass:s3cret", "-in", plain, "-out", key)
	data, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		if _, err := decryptKey(data, Secret(rune('0'+i))); !errors.Is(err, errWrongPassphrase) {
			t.Fatalf("passphrase %d: %v", i, err)
		}
	}
}

// A ciphertext of an impossible length is an error, though the library for
// PBES2 panics on it.
func TestMalformedEncryptedKey(t *testing.T) {
	t.Parallel()
	for name, o := range encryptedKeys(t) {
		if strings.Contains(name, "legacy") || strings.Contains(name, "clear") {
			continue
		}
		data, err := os.ReadFile(o.KeyFile)
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(data)
		var key struct {
			Algorithm asn1.RawValue
			Data      []byte
		}
		if _, err := asn1.Unmarshal(block.Bytes, &key); err != nil {
			t.Fatal(err)
		}
		key.Data = key.Data[1:]
		if block.Bytes, err = asn1.Marshal(key); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(o.KeyFile, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		o.KeyPassphrase = "s3cret"
		_, err = o.loadCertificate()
		if e := wantError(t, err, PhaseConfig, CodeCertMalformed); !strings.Contains(e.Error(), "the encrypted private key is malformed") {
			t.Errorf("%s: %v", name, e)
		}
	}
}

// TestCostlyKey refuses files that would have vkcheck work for hours, or take
// all memory, before the passphrase is tried.
func TestCostlyKey(t *testing.T) {
	t.Parallel()
	type algorithm struct {
		OID    asn1.ObjectIdentifier
		Params any
	}
	salt := []byte("saltsalt")
	for _, tt := range []struct {
		name string
		kdf  algorithm
		want string
	}{
		{"PBKDF2", algorithm{oidPBKDF2, struct {
			Salt       []byte
			Iterations int
		}{salt, 1 << 30}}, "wants 1073741824 iterations"},
		{"scrypt memory", algorithm{oidScrypt, struct {
			Salt    []byte
			N, R, P int
		}{salt, 1 << 30, 8, 1}}, "N 1073741824, r 8, p 1"},
		{"scrypt work", algorithm{oidScrypt, struct {
			Salt    []byte
			N, R, P int
		}{salt, 1024, 8, 1 << 20}}, "p 1048576"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cipher := algorithm{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, make([]byte, 16)}
			der, err := asn1.Marshal(struct {
				Encryption algorithm
				Data       []byte
			}{algorithm{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}, struct{ KDF, Cipher algorithm }{tt.kdf, cipher}}, make([]byte, 32)})
			if err != nil {
				t.Fatal(err)
			}
			_, err = decryptKey(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}), "x")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
