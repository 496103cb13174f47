package ocspcheck

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"sync"
	"time"
)

// Store keeps valid responses from one run to the next, as long as
// nextUpdate and the responder's HTTP headers allow. What it gives is judged
// like any other response, so it need not be trusted. It must be safe for
// concurrent use.
type Store interface {
	// Load gives what was saved under the key and may be used at the time;
	// nil, without an error, where there is none. An error says that what is
	// there cannot be read.
	Load(key StoreKey, at time.Time) ([]byte, error)
	// Save keeps data under the key until a time.
	Save(key StoreKey, data []byte, until time.Time) error
}

// StoreKey names what is stored.
type StoreKey [sha256.Size]byte

// String gives the key in hex.
func (k StoreKey) String() string { return hex.EncodeToString(k[:]) }

// responseKey names the response about a certificate, whatever hash its
// CertID is made with and whoever gave it.
func responseKey(cert, issuer *x509.Certificate) StoreKey {
	issuerHash := sha256.Sum256(slices.Concat(issuer.RawSubject, issuer.RawSubjectPublicKeyInfo))
	serial, _ := rawSerial(cert)
	return sha256.Sum256(slices.Concat([]byte("ocsp"), issuerHash[:], serial))
}

// DefaultMemory is how many bytes a [MemoryStore] holds.
const DefaultMemory = 16 << 20

// MemoryStore is a [Store] for as long as the process lives. The zero value
// is ready.
type MemoryStore struct {
	// Limit is how many bytes it holds; 0 means DefaultMemory. What would end
	// first goes first.
	Limit int

	mu      sync.Mutex
	entries map[StoreKey]memoryEntry
	size    int
}

type memoryEntry struct {
	data  []byte
	until time.Time
}

// Load gives what was saved and has not ended; it never fails.
func (s *MemoryStore) Load(key StoreKey, at time.Time) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry, ok := s.entries[key]
	if !ok || !at.Before(entry.until) {
		return nil, nil
	}
	return slices.Clone(entry.data), nil
}

// Save keeps a copy of data; it never fails.
func (s *MemoryStore) Save(key StoreKey, data []byte, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries == nil {
		s.entries = map[StoreKey]memoryEntry{}
	}
	s.remove(key)
	s.entries[key] = memoryEntry{slices.Clone(data), until}
	s.size += len(data)
	limit := s.Limit
	if limit <= 0 {
		limit = DefaultMemory
	}
	for s.size > limit {
		s.remove(s.first())
	}
	return nil
}

func (s *MemoryStore) remove(key StoreKey) {
	s.size -= len(s.entries[key].data)
	delete(s.entries, key)
}

// first gives what ends first.
func (s *MemoryStore) first() (first StoreKey) {
	var until time.Time
	for key, entry := range s.entries {
		if until.IsZero() || entry.until.Before(until) {
			first, until = key, entry.until
		}
	}
	return first
}
