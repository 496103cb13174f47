package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestScannerFindsWhatIsListed: a serial number is found if and only if
// crypto/x509 lists it, with the same dates and reasons, whether all entries
// are kept or its own alone.
func TestScannerFindsWhatIsListed(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	reasons := []int{0, 1, 2, 3, 4, 5, 6, 8, 9, 10}
	harmless := []pkix.Extension{fake, {Id: oidInvalidityDate, Value: []byte("\x18\x0f20261101120000Z")}}
	serials := rapid.Custom(func(t *rapid.T) *big.Int {
		octets := rapid.OneOf(rapid.SliceOfN(rapid.Byte(), 1, 2), rapid.SliceOfN(rapid.Byte(), 1, 200)).Draw(t, "octets")
		n := twosComplement(octets)
		if n.Sign() < 0 && len(octets) > 100 { // few of them
			n.Neg(n)
		}
		return n
	})
	entries := rapid.Custom(func(t *rapid.T) lab.CRLEntry {
		e := lab.CRLEntry{
			Serial: serials.Draw(t, "serial"),
			At:     time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0),
			Reason: rapid.SampledFrom(reasons).Draw(t, "reason"),
		}
		if rapid.Bool().Draw(t, "extended") {
			e.Extensions = []pkix.Extension{rapid.SampledFrom(harmless).Draw(t, "extension")}
		}
		return e
	})
	rapid.Check(t, func(t *rapid.T) {
		crl := lab.CRL{Entries: rapid.SliceOfN(entries, 0, 40).Draw(t, "entries")}
		raw, err := root.CRL(crl)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := x509.ParseRevocationList(raw)
		if err != nil {
			t.Fatal(err)
		}
		wanted := append(rapid.SliceOfN(serials, 1, 5).Draw(t, "others"), serialsOf(crl)...)
		all, err := readCRL(bytes.NewReader(raw), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, serial := range wanted {
			content := serialOf(&x509.Certificate{SerialNumber: serial})
			one, err := readCRL(bytes.NewReader(raw), content)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range [][]crlEntry{all.entries.find(content), one.entries.find(content)} {
				compareEntries(t, serial, found, theirs)
			}
		}
	})
}

func serialsOf(crl lab.CRL) []*big.Int {
	var serials []*big.Int
	for _, e := range crl.Entries {
		serials = append(serials, e.Serial)
	}
	return serials
}

func compareEntries(t *rapid.T, serial *big.Int, found []crlEntry, theirs *x509.RevocationList) {
	for _, e := range theirs.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(serial) != 0 {
			continue
		}
		if len(found) == 0 {
			t.Fatalf("%x is listed and was not found", serial)
		}
		reason := found[0].reason
		if reason == noReason {
			reason = 0 // which crypto/x509 does not tell apart
		}
		if when := crlTime(found[0].date); !when.Equal(e.RevocationTime) || reason != e.ReasonCode {
			t.Fatalf("%x: at %s for %d, crypto/x509 has %s for %d", serial, when, reason, e.RevocationTime, e.ReasonCode)
		}
		found = found[1:]
	}
	if len(found) > 0 {
		t.Fatalf("%x was found and is not listed", serial)
	}
}

// TestValidTimeAgreesWithTime compares with package time, which formats what
// it has parsed back into the same text.
func TestValidTimeAgreesWithTime(t *testing.T) {
	t.Parallel()
	digits := rapid.Custom(func(t *rapid.T) string {
		return rapid.StringMatching(`[0-9]{2}[0-3][0-9][0-3][0-9][0-3][0-9][0-7][0-9][0-7][0-9][Zz0]`).Draw(t, "text")
	})
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.Bool().Draw(t, "generalized")
		text, form, tag := digits.Draw(t, "text"), "060102150405Z", byte(0x17)
		if long {
			text, form, tag = rapid.SampledFrom([]string{"19", "20", "00", "99"}).Draw(t, "century")+text, "20060102150405Z", 0x18
		}
		want, err := time.Parse(form, text)
		if !long && want.Year() >= 2050 { // RFC 5280 4.1.2.5.1 against package time
			want = want.AddDate(-100, 0, 0)
		}
		if !long && want.Year() < 1950 {
			want = want.AddDate(100, 0, 0)
		}
		got, rest, ok := splitTime(append([]byte{tag, byte(len(text))}, text...))
		switch {
		case ok != (err == nil):
			t.Fatalf("%q: valid %v, package time says %v", text, ok, err)
		case ok && (len(rest) > 0 || !crlTime(got).Equal(want)):
			t.Fatalf("%q: %s, package time says %s", text, crlTime(got), want)
		}
	})
}

// FuzzCRL feeds the reader and the rules with changed CRLs: nothing panics,
// nothing changed is believed, and what is read takes no more memory than
// it is long, beside the window.
func FuzzCRL(f *testing.F) {
	root, err := lab.NewRoot("lab root")
	if err != nil {
		f.Fatal(err)
	}
	leaf, err := root.Issue(lab.LeafOptions{Names: []string{"localhost"}, CRLs: []string{shardURL}})
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range crlCases() {
		if c.entry != nil {
			c.crl.Entries = append(c.crl.Entries, lab.CRLEntry{Serial: leaf.Cert.SerialNumber, Reason: c.entry.Reason})
		}
		raw, err := root.CRL(c.crl)
		if err != nil {
			f.Fatal(err)
		}
		if c.after != nil {
			raw = c.after(raw)
		}
		f.Add(raw)
	}
	stranger, err := lab.NewRoot("lab root")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if j := (Checker{}).JudgeCRL(bytes.NewReader(raw), leaf.Cert, stranger.Cert, time.Now()); j.valid() {
			t.Fatalf("a CRL that the issuer never signed says %s", j.Verdict)
		}
		list, err := readCRL(bytes.NewReader(raw), nil)
		if err != nil {
			if codeOf(err) == "" {
				t.Fatalf("error without a code: %v", err)
			}
			return
		}
		if size := list.entries.size(); size > 2*len(raw)+1024 {
			t.Fatalf("%d bytes of entries of a CRL of %d", size, len(raw))
		}
		// The rules see what a forger with the issuer's key could write.
		Checker{}.judgeVerified(list, root.Cert, leaf.Cert, root.Cert, time.Now())
	})
}
