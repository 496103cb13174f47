package ocspcheck

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// millionEntries is a CRL as large CAs have them: a million entries with
// serial numbers of 16 octets and mostly a reason, 49 MB.
func millionEntries(tb testing.TB, a *lab.Authority) []byte {
	tb.Helper()
	const count = 1_000_000
	entry := append([]byte{0x30, 47, 0x02, 16}, make([]byte, 16)...)
	entry = append(entry, "\x17\x0d261123120000Z"...)
	entry = append(entry, plainReason...)
	entry = append(entry, 1)
	list := make([]byte, 0, count*len(entry))
	for i := range count {
		// All different, all positive, and without order.
		binary.BigEndian.PutUint64(entry[4:], uint64(i)*0x9e3779b97f4a7c15>>2|1<<61)
		binary.BigEndian.PutUint64(entry[12:], uint64(i)*0xc2b2ae3d27d4eb4f)
		list = append(list, entry...)
	}
	raw, err := a.CRL(lab.CRL{List: list})
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func BenchmarkCRLScan(b *testing.B) {
	root, err := lab.NewRoot("root")
	if err != nil {
		b.Fatal(err)
	}
	raw := millionEntries(b, root)
	leaf, err := root.Issue(lab.LeafOptions{Names: []string{"localhost"}})
	if err != nil {
		b.Fatal(err)
	}
	at := time.Now()
	run := func(name string, work func() bool) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if !work() {
					b.Fatal("wrong result")
				}
			}
		})
	}
	run("hash", func() bool { sum := sha256.Sum256(raw); return sum != [32]byte{} })
	run("scan", func() bool { return scanEntries(raw, serialOf(leaf.Cert)) })
	run("hash, verify and scan", func() bool {
		return Checker{}.JudgeCRL(bytes.NewReader(raw), leaf.Cert, root.Cert, at).Verdict == Good
	})
	run("keep all entries", func() bool {
		list, err := readCRL(bytes.NewReader(raw), nil)
		return err == nil && len(list.entries.find(serialOf(leaf.Cert))) == 0
	})
	run("x509.ParseRevocationList", func() bool {
		list, err := x509.ParseRevocationList(raw)
		return err == nil && len(list.RevokedCertificateEntries) > 0
	})
}

// scanEntries reads the entries of a CRL without hashing them.
func scanEntries(raw, serial []byte) bool {
	s := newDERStream(bytes.NewReader(raw))
	s.enter(int64(len(raw)))
	end, _ := s.enter(int64(len(raw)))
	for s.tag(end) != 0x17 { // up to the times
		tag := s.tag(end)
		s.element(tag)
	}
	s.element(0x17)
	s.element(0x17)
	listEnd, ok := s.enter(end)
	entries := crlEntries{wanted: serial}
	return ok && entries.read(s, listEnd, 2)
}

// TestLargeCRLTakesLittleMemory reads 49 MB and keeps every entry: less than
// half again as much as the CRL, its own bytes included in neither. Reading
// for one certificate takes next to nothing.
func TestLargeCRLTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("49 MB")
	}
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	raw := millionEntries(t, root)
	one := peak(t, func() {
		if j := (Checker{}).JudgeCRL(bytes.NewReader(raw), leaf.Cert, root.Cert, time.Now()); j.Verdict != Good {
			t.Errorf("verdict %s: %v", j.Verdict, j.Err)
		}
	})
	all := peak(t, func() {
		if _, err := readCRL(bytes.NewReader(raw), nil); err != nil {
			t.Error(err)
		}
	})
	t.Logf("CRL of %d bytes: %d bytes of memory for one certificate, %d for all", len(raw), one, all)
	if one > 1<<20 || all > uint64(len(raw)) {
		t.Errorf("CRL of %d bytes: %d bytes of memory for one certificate, %d for all", len(raw), one, all)
	}
}

// peak gives all memory that a function allocates, which is at least the
// most that it holds at a time.
func peak(t *testing.T, work func()) uint64 {
	t.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
