package conn

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
)

// What decrypting a key may cost: its file says how much work and memory, and
// no file that people make asks for a tenth of these.
const (
	maxKeyIterations = 10_000_000 // of PBKDF2: some seconds; openssl takes 2048 unless told otherwise
	maxKeyMemory     = 256 << 20  // bytes of scrypt; openssl takes 16 MiB
	maxKeyLanes      = 16         // parallelization of scrypt, which is worked off one by one
)

var (
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
)

// checkKeyCost refuses a key in PBES2 (RFC 8018 A.4, RFC 7914 7.1) that costs
// too much. What it cannot read it leaves to the library, which fails on it.
func checkKeyCost(der []byte) error {
	var key struct {
		Encryption struct {
			Algorithm asn1.ObjectIdentifier
			Params    struct{ KDF pkix.AlgorithmIdentifier }
		}
	}
	if _, err := asn1.Unmarshal(der, &key); err != nil {
		return nil //nolint:nilerr // see above
	}
	kdf := key.Encryption.Params.KDF
	var pbkdf2 struct {
		Salt       asn1.RawValue
		Iterations int
	}
	var scrypt struct {
		Salt               asn1.RawValue
		Cost, Block, Lanes int
	}
	switch {
	case kdf.Algorithm.Equal(oidPBKDF2):
		if _, err := asn1.Unmarshal(kdf.Parameters.FullBytes, &pbkdf2); err == nil && pbkdf2.Iterations > maxKeyIterations {
			return fmt.Errorf("the encrypted private key wants %d iterations of PBKDF2, more than %d", pbkdf2.Iterations, maxKeyIterations)
		}
	case kdf.Algorithm.Equal(oidScrypt):
		_, err := asn1.Unmarshal(kdf.Parameters.FullBytes, &scrypt)
		if err == nil && (scrypt.Lanes > maxKeyLanes || scrypt.Block > 0 && scrypt.Cost > maxKeyMemory/128/scrypt.Block) {
			return fmt.Errorf("the encrypted private key wants scrypt with N %d, r %d, p %d: at most %d MiB and p %d", scrypt.Cost, scrypt.Block, scrypt.Lanes, maxKeyMemory>>20, maxKeyLanes)
		}
	}
	return nil
}
