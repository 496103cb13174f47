package ocspcheck

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
	"pgregory.net/rapid"
)

func openStore(t *testing.T, dir string) *DirStore {
	t.Helper()
	return must(OpenDirStore(dir, time.Now()))(t)
}

// The second run asks nobody, and says where it has its answer from.
func TestStoreSparesTheResponder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, open := range map[string]func() Store{
		"memory":    func() func() Store { s := new(MemoryStore); return func() Store { return s } }(),
		"directory": func() Store { return openStore(t, dir) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPKI(t)
			for _, status := range []int{ocsp.Good, ocsp.Revoked} {
				leaf := p.leaf(t, nil)
				p.responder.Set(leaf.Cert, lab.Answer{Status: status})
				c := p.checker()
				c.Store = open()
				first, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
				if err != nil || first[0].Mechanism != MechanismOCSP {
					t.Fatalf("%v, %+v", err, first)
				}
				asked := p.responder.Requests()
				c.Store = open()
				want := summary{first[0].Verdict, MechanismStore, first[0].Code, nil, []string{"store " + first[0].Code}}
				again := checkLeaf(t, c, Presented{Sent: leaf.Chain, IP: loopback}, want)
				if !again[0].NextUpdate.Equal(first[0].NextUpdate) || p.responder.Requests() != asked {
					t.Errorf("%d more requests, %+v", p.responder.Requests()-asked, again[0])
				}
			}
		})
	}
}

// What is in the store counts for nothing unless it holds when judged again;
// whatever it is, the responder is asked and its answer takes the place.
func TestStoreIsNotTrusted(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	impostor := must(newRoot(t, "lab root").NewIntermediate("lab intermediate", "", ""))(t)
	other := p.leaf(t, nil)
	entry := func(issuer *lab.Authority, of *lab.Leaf, a lab.Answer) func(*testing.T, *lab.Leaf) []byte {
		return func(t *testing.T, leaf *lab.Leaf) []byte {
			if of != nil {
				leaf = of
			}
			return formatStored(must(lab.Staple(issuer, leaf.Cert, a))(t), time.Now().Add(time.Hour))
		}
	}
	raw := func(b string) func(*testing.T, *lab.Leaf) []byte {
		return func(*testing.T, *lab.Leaf) []byte { return []byte(b) }
	}
	long := time.Now().Add(-30 * 24 * time.Hour)
	tests := []struct {
		name string
		file func(*testing.T, *lab.Leaf) []byte
		code string // of the store's attempt
	}{
		{"empty", raw(""), CodeStoreEntryRejected},
		{"garbage", raw("garbage\n\x00\x01"), CodeStoreEntryRejected},
		{"too large", raw(strings.Repeat("x", maxStoreFile+1)), CodeStoreEntryRejected},
		{"another's format", raw("vkcheck-store/2 2099-01-01T00:00:00Z\n"), CodeStoreEntryRejected},
		{"cut off", func(t *testing.T, leaf *lab.Leaf) []byte {
			b := entry(p.intermediate, nil, lab.Answer{})(t, leaf)
			return b[:len(b)-1]
		}, CodeStoreEntryRejected},
		{"a bit flipped", func(t *testing.T, leaf *lab.Leaf) []byte {
			b := entry(p.intermediate, nil, lab.Answer{})(t, leaf)
			b[len(b)-1] ^= 1
			return b
		}, CodeStoreEntryRejected},
		{"whole, but no response", func(*testing.T, *lab.Leaf) []byte {
			return formatStored([]byte("garbage"), time.Now().Add(time.Hour))
		}, CodeOCSPResponseMalformed},
		{"forged", entry(impostor, nil, lab.Answer{}), CodeOCSPSignatureInvalid},
		{"another certificate's", entry(p.intermediate, other, lab.Answer{}), CodeOCSPNoMatchingResponse},
		{"expired before its time", entry(p.intermediate, nil, lab.Answer{ThisUpdate: long, NextUpdate: long.Add(time.Hour)}), CodeOCSPResponseExpired},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			leaf := p.leaf(t, nil)
			p.responder.Set(leaf.Cert, lab.Answer{})
			c := p.checker()
			c.Store = openStore(t, dir)
			path := openStore(t, dir).path(responseKey(leaf.Cert, p.intermediate.Cert))
			if err := os.WriteFile(path, test.file(t, leaf), 0o600); err != nil {
				t.Fatal(err)
			}
			presented := Presented{Sent: leaf.Chain, IP: loopback}
			checkLeaf(t, c, presented, summary{
				Good, MechanismOCSP, CodeOCSPCertGood,
				[]string{CodeStoreEntryRejected},
				[]string{"store " + test.code, "ocsp GET ocsp-cert-good"},
			})
			checkLeaf(t, c, presented, summary{Good, MechanismStore, CodeOCSPCertGood, nil, []string{"store ocsp-cert-good"}})
		})
	}
}

// Neither a directory nor a link nor a pipe in a file's place is opened, and
// a store that cannot be written is a remark.
func TestStoreThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{})
	c := p.checker()
	store := openStore(t, t.TempDir())
	c.Store = store
	if err := os.MkdirAll(filepath.Join(store.path(responseKey(leaf.Cert, p.intermediate.Cert)), "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	checkLeaf(t, c, Presented{Sent: leaf.Chain, IP: loopback}, summary{
		Good, MechanismOCSP, CodeOCSPCertGood,
		[]string{CodeStoreEntryRejected, CodeStoreNotWritten},
		[]string{"store store-entry-rejected", "ocsp GET ocsp-cert-good"},
	})
}

// Unknown may be known tomorrow, and what must not be kept is not.
func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]lab.Answer{
		"unknown":       {Status: ocsp.Unknown},
		"no nextUpdate": {NoNextUpdate: true},
		"rejected":      {Raw: []byte("garbage")},
		"no-store":      {Delivery: lab.Delivery{Header: map[string]string{"Cache-Control": "no-store"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPKI(t)
			leaf := p.leaf(t, nil)
			p.responder.Set(leaf.Cert, answer)
			p.responder.Set(p.intermediate.Cert, answer)
			c, dir := p.checker(), t.TempDir()
			c.Store = openStore(t, dir)
			if _, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback}); err != nil {
				t.Fatal(err)
			}
			if left := must(os.ReadDir(dir))(t); len(left) != 0 {
				t.Errorf("%v", left)
			}
		})
	}
}

// With an answer that may be kept for a minute, the responder is asked again
// after it, although the answer holds for an hour.
func TestStoreObeysHTTP(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{Delivery: lab.Delivery{Header: map[string]string{"Cache-Control": "max-age=60"}}})
	now := time.Now()
	c := p.checker()
	c.Store, c.Clock = new(MemoryStore), func() time.Time { return now }
	presented := Presented{Sent: leaf.Chain, IP: loopback}
	for _, step := range []struct {
		later time.Duration
		want  Mechanism
	}{{0, MechanismOCSP}, {59 * time.Second, MechanismStore}, {time.Second, MechanismOCSP}, {time.Second, MechanismStore}} {
		now = now.Add(step.later)
		if statuses, err := c.Chain(t.Context(), presented); err != nil || statuses[0].Mechanism != step.want {
			t.Errorf("after %v: %v, by %s; want %s", step.later, err, statuses[0].Mechanism, step.want)
		}
	}
}

// Where responders are not to be asked, what they said before does not count
// either.
func TestStoreStandsForTheResponder(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	c := p.checker()
	c.Store, c.Policy.NoResponder = new(MemoryStore), true
	staple := must(lab.Staple(p.intermediate, leaf.Cert, lab.Answer{}))(t)
	if err := c.Store.Save(responseKey(leaf.Cert, p.intermediate.Cert), staple, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	checkLeaf(t, c, Presented{Sent: leaf.Chain, IP: loopback}, summary{Undetermined, "", CodeRevocationNotAsked, nil, nil})
}

// A nonce asks for an answer of now.
func TestNonceWantsNoStore(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{})
	c := p.checker()
	c.Store, c.Policy.Nonce = new(MemoryStore), true
	for range 2 {
		if statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback}); err != nil || statuses[0].Mechanism != MechanismOCSP {
			t.Errorf("%v, by %s", err, statuses[0].Mechanism)
		}
	}
}

// MemoryStore against a plain map: it holds what has not ended, and never
// more than its limit.
func TestMemoryStore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := &MemoryStore{Limit: 100}
		begin, model := time.Unix(0, 0), map[StoreKey][]byte{}
		for range rapid.IntRange(1, 50).Draw(t, "saves") {
			key := StoreKey{byte(rapid.IntRange(0, 9).Draw(t, "key"))}
			data := bytes.Repeat([]byte{key[0]}, rapid.IntRange(1, 60).Draw(t, "size"))
			until := begin.Add(time.Duration(rapid.IntRange(1, 9).Draw(t, "until")) * time.Second)
			model[key] = data
			_ = s.Save(key, data, until)
			held := 0
			for key, entry := range s.entries {
				held += len(entry.data)
				for _, at := range []time.Time{entry.until.Add(-1), entry.until} {
					got, err := s.Load(key, at)
					want := model[key]
					if !at.Before(entry.until) {
						want = nil
					}
					if err != nil || !bytes.Equal(got, want) {
						t.Fatalf("%v: %v, %v; want %v", at, got, err, want)
					}
				}
			}
			if held != s.size || held > 100 {
				t.Fatalf("holds %d, counts %d", held, s.size)
			}
		}
	})
}

// An opened store has lost what is over, and only that.
func TestOpeningSweeps(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Now()
	s := openStore(t, dir)
	for i, until := range []time.Time{now.Add(-time.Hour), now.Add(time.Hour)} {
		if err := s.Save(StoreKey{byte(i)}, []byte("data"), until); err != nil {
			t.Fatal(err)
		}
	}
	foreign := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(foreign, []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	openStore(t, dir)
	left := must(filepath.Glob(filepath.Join(dir, "*")))(t)
	if diff := cmp.Diff([]string{s.path(StoreKey{1}), foreign}, left); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := OpenDirStore(foreign, now); err == nil {
		t.Error("a file was opened as a store")
	}
}

// Two processes write and read the same keys as fast as they can: nobody
// ever sees half a file.
func TestStoreOfTwoProcesses(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv("VKCHECK_TEST_STORE"); dir != "" {
		hammer(t, dir)
		return
	}
	dir := t.TempDir()
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestStoreOfTwoProcesses$")
			cmd.Env = append(os.Environ(), "VKCHECK_TEST_STORE="+dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wait.Wait()
	if left := must(os.ReadDir(dir))(t); len(left) != 4 {
		t.Errorf("%d files are left, want one for each of 4 keys", len(left))
	}
}

func hammer(t *testing.T, dir string) {
	s := openStore(t, dir)
	until := time.Now().Add(time.Hour)
	for i := range 200 {
		key := StoreKey{byte(i % 4)}
		data := bytes.Repeat([]byte(fmt.Sprintf("%d of %d\n", i, os.Getpid())), 500)
		if err := s.Save(key, data, until); err != nil {
			t.Fatal(err)
		}
		got, err := s.Load(key, time.Now())
		if err != nil || len(got) == 0 {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		if line, _, _ := bytes.Cut(got, []byte("\n")); !bytes.Equal(got, bytes.Repeat(append(line, '\n'), 500)) {
			t.Fatal("a mixture")
		}
	}
}

// FuzzStoreFile feeds what may stand in a store's file: nothing is taken
// from it that was not written so.
func FuzzStoreFile(f *testing.F) {
	f.Add(formatStored([]byte("data"), time.Unix(1, 0)))
	f.Add(formatStored(nil, time.Unix(1<<40, 0)))
	f.Add([]byte(storeMagic + "x y\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		data, until, err := parseStored(raw)
		if err != nil {
			if !errors.Is(err, errDamaged) || data != nil {
				t.Errorf("%q, %v", data, err)
			}
			return
		}
		if again, at, err := parseStored(formatStored(data, until)); err != nil || !bytes.Equal(again, data) || !at.Equal(until) {
			t.Errorf("%q until %v comes back as %q until %v, %v", data, until, again, at, err)
		}
	})
}

// What would end first goes first, whenever it came.
func TestMemoryStoreDropsWhatEndsFirst(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for first := range byte(5) {
		s := &MemoryStore{Limit: 50}
		for i := range byte(6) {
			until := now.Add(time.Hour)
			if i == first {
				until = now.Add(time.Minute)
			}
			if err := s.Save(StoreKey{i}, make([]byte, 10), until); err != nil {
				t.Fatal(err)
			}
		}
		for i := range byte(6) {
			if data, err := s.Load(StoreKey{i}, now); err != nil || (data == nil) != (i == first) {
				t.Errorf("%d ends first: of %d there are %d bytes, %v", first, i, len(data), err)
			}
		}
	}
}
