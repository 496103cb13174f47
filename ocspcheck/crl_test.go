package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

const shardURL = "http://ca.example/shard-7.crl"

// crlCase is a CRL with one defect, or none. Its certificate is issued by
// root and names shardURL.
type crlCase struct {
	name   string
	crl    lab.CRL
	entry  *lab.CRLEntry // for the certificate
	others bool          // signed by a stranger with the issuer's name
	leaf   func(*lab.LeafOptions)
	policy Policy
	after  func([]byte) []byte // what happens to the CRL once it is signed

	verdict Verdict
	code    string
	codes   []string
	source  string // the rule
}

func (c crlCase) make(t *testing.T) (raw []byte, cert *x509.Certificate, issuer *lab.Authority) {
	t.Helper()
	issuer = newRoot(t, "lab root")
	o := lab.LeafOptions{Names: []string{"localhost"}, CRLs: []string{shardURL}}
	if c.leaf != nil {
		c.leaf(&o)
	}
	cert = must(issuer.Issue(o))(t).Cert
	crl := c.crl
	if c.entry != nil {
		entry := *c.entry
		entry.Serial = cert.SerialNumber
		crl.Entries = append(slices.Clone(crl.Entries), entry)
	}
	signer := issuer
	if c.others {
		signer = newRoot(t, "lab root")
	}
	raw = must(signer.CRL(crl))(t)
	if c.after != nil {
		raw = c.after(raw)
	}
	return raw, cert, issuer
}

// TestJudgeCRL forges one defect a row.
func TestJudgeCRL(t *testing.T) {
	t.Parallel()
	for _, tt := range crlCases() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			raw, cert, issuer := tt.make(t)
			j := Checker{Policy: tt.policy}.JudgeCRL(bytes.NewReader(raw), cert, issuer.Cert, time.Now())
			got := []any{j.Verdict, j.Code, j.Codes}
			if diff := cmp.Diff([]any{tt.verdict, tt.code, tt.codes}, got); diff != "" {
				t.Errorf("verdict, code, codes (-want +got):\n%s\nerror: %v", diff, j.Err)
			}
			if (j.Err == nil) != (j.Verdict != Undetermined) {
				t.Errorf("verdict %s with error %v", j.Verdict, j.Err)
			}
		})
	}
}

func TestJudgeCRLGivesTimesAndReason(t *testing.T) {
	t.Parallel()
	this := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	at, next := this.Add(-48*time.Hour), this.Add(4*24*time.Hour)
	c := crlCase{crl: lab.CRL{ThisUpdate: this, NextUpdate: next}, entry: &lab.CRLEntry{At: at, Reason: 1}}
	raw, cert, issuer := c.make(t)
	j := Checker{}.JudgeCRL(bytes.NewReader(raw), cert, issuer.Cert, this.Add(time.Hour))
	if !j.ThisUpdate.Equal(this) || !j.NextUpdate.Equal(next) || !j.RevokedAt.Equal(at) || j.Reason != "keyCompromise" || j.Signer != issuer.Cert {
		t.Errorf("judgement %+v", j)
	}
}

// TestHoldAndRevocationInOneCRL: whichever stands first, nobody comes back from
// the revocation.
func TestHoldAndRevocationInOneCRL(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	held, revoked := lab.CRLEntry{Serial: leaf.SerialNumber, Reason: onHold}, lab.CRLEntry{Serial: leaf.SerialNumber, Reason: 1}
	for _, entries := range [][]lab.CRLEntry{{held, revoked}, {revoked, held}} {
		raw := must(root.CRL(lab.CRL{Entries: entries}))(t)
		if j := (Checker{}).JudgeCRL(bytes.NewReader(raw), leaf, root.Cert, time.Now()); j.Verdict != Revoked || j.Reason != "keyCompromise" {
			t.Errorf("%s for %s, want revoked for keyCompromise", j.Verdict, j.Reason)
		}
	}
}

var (
	fake        = pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Value: []byte{5, 0}}
	fakeForced  = pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}
	entryIssuer = pkix.Extension{Id: oidCertificateIssuer, Critical: true, Value: []byte{0x30, 0}}
	delta       = pkix.Extension{Id: oidDelta, Critical: true, Value: []byte{2, 1, 1}}
	crlNumber   = pkix.Extension{Id: oidCRLNumber, Value: []byte{2, 1, 9}}
)

// point makes an issuing distribution point for the table.
func point(p lab.IssuingPoint) []pkix.Extension {
	extension, err := p.Extension()
	if err != nil {
		panic(err) // the table is wrong
	}
	return []pkix.Extension{extension}
}

func rawPoint(der ...byte) []pkix.Extension {
	return []pkix.Extension{{Id: oidIssuingPoint, Critical: true, Value: der}}
}

// replace changes bytes before they are signed; both must be equally long.
func replace(old, with string) func([]byte) []byte {
	return func(tbs []byte) []byte {
		if len(old) != len(with) || !bytes.Contains(tbs, []byte(old)) {
			panic("the table is wrong")
		}
		return bytes.Replace(tbs, []byte(old), []byte(with), 1)
	}
}

func entryOf(content ...byte) []byte {
	return append([]byte{0x30, byte(len(content))}, content...)
}

// other is an entry for another certificate.
func other(extensions ...pkix.Extension) lab.CRLEntry {
	return lab.CRLEntry{Serial: big.NewInt(77), Extensions: extensions}
}

const plainDate = "\x17\x0d261101120000Z"

func crlCases() []crlCase {
	return slices.Concat(crlGoodCases(), crlRevokedCases(), crlScopeCases(), crlTimeCases(), crlFormCases(), crlSignatureCases())
}

func crlGoodCases() []crlCase {
	good := func(name string, crl lab.CRL, source string) crlCase {
		return crlCase{name: name, crl: crl, verdict: Good, code: CodeCRLCertGood, source: source}
	}
	return []crlCase{
		good("empty", lab.CRL{}, "RFC 5280 6.3.3"),
		good("an empty list", lab.CRL{List: []byte{}}, "as crypto/x509's Certificate.CreateCRL writes it, against RFC 5280 5.1.2.6"),
		good("lists another", lab.CRL{Entries: []lab.CRLEntry{other()}}, "RFC 5280 6.3.3"),
		good("version 1", lab.CRL{Version1: true}, "RFC 5280 5.1.2.1"),
		good("harmless extensions", lab.CRL{Extensions: []pkix.Extension{fake, crlNumber}}, "RFC 5280 5.2"),
		good("the certificate's shard", lab.CRL{Extensions: point(lab.IssuingPoint{URL: shardURL})}, "RFC 5280 5.2.5"),
		{
			name: "the certificate sends there for every reason", leaf: pointFor(7, 0x7f, 0x80), crl: lab.CRL{Extensions: point(lab.IssuingPoint{URL: shardURL})},
			verdict: Good, code: CodeCRLCertGood, source: "RFC 5280 4.2.1.13",
		},
		{
			name: "of all, where the certificate sends for one reason", leaf: pointFor(6, 0x40),
			verdict: Good, code: CodeCRLCertGood, source: "the end of RFC 5280 6.3.3: it stands for all points",
		},
		good("an entry that writes its lack of extensions out", lab.CRL{List: entryOf([]byte("\x02\x01\x05" + plainDate + "\x30\x00")...)}, "RFC 5280 5.1 demands one, some CAs have none"),
		good("of user certificates", lab.CRL{Extensions: point(lab.IssuingPoint{OnlyUser: true})}, "RFC 5280 5.2.5"),
		good("far future", lab.CRL{NextUpdate: time.Date(2051, 1, 1, 0, 0, 0, 0, time.UTC)}, "RFC 5280 5.1.2.5"),
		{
			name: "PEM", verdict: Good, code: CodeCRLCertGood, source: "RFC 7468 7",
			after: func(raw []byte) []byte {
				return append([]byte("a comment\n"), pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: raw})...)
			},
		},
		{
			name: "PEM with words behind it", verdict: Good, code: CodeCRLCertGood, source: "RFC 7468 2: what stands outside is to be ignored",
			after: func(raw []byte) []byte {
				return append(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: raw}), "words\n"...)
			},
		},
		{
			name: "PEM with half the label", verdict: Good, code: CodeCRLCertGood, source: "what others read; its bytes are DER all the same",
			after: func(raw []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CRL", Bytes: raw}) },
		},
		{
			name: "GeneralizedTime before 2050", verdict: Good, code: CodeCRLCertGood, source: "RFC 5280 5.1.2.4: wrong form, but no doubt what it says",
			crl: lab.CRL{
				NoNextUpdate: true, List: entryOf([]byte("\x02\x01\x05\x18\x0f20261101120000Z")...),
			},
			codes: []string{CodeCRLNextUpdateMissing},
		},
	}
}

func crlRevokedCases() []crlCase {
	revoked := func(name string, e lab.CRLEntry, codes ...string) crlCase {
		return crlCase{name: name, entry: &e, verdict: Revoked, code: CodeCRLCertRevoked, codes: codes, source: "RFC 5280 5.3.1"}
	}
	plain := &lab.CRLEntry{}
	cases := []crlCase{
		revoked("listed", lab.CRLEntry{}),
		revoked("listed with a reason", lab.CRLEntry{Reason: 4}),
		revoked("listed with a harmless extension", lab.CRLEntry{Extensions: []pkix.Extension{fake}}),
		revoked("on hold", lab.CRLEntry{Reason: 6}, CodeCRLCertOnHold),
		revoked("listed for tomorrow", lab.CRLEntry{At: time.Now().Add(24 * time.Hour)}, CodeCRLRevokedInFuture),
		revoked("a reason that does not exist", lab.CRLEntry{Reason: 99}, CodeCRLReasonInvalid),
		{
			name: "listed in version 1", crl: lab.CRL{Version1: true}, entry: plain,
			verdict: Revoked, code: CodeCRLCertRevoked, source: "RFC 5280 5.1.2.1",
		},
		{
			name: "removed", entry: &lab.CRLEntry{Reason: 8},
			verdict: Good, code: CodeCRLCertGood, codes: []string{CodeCRLReasonInvalid}, source: "RFC 5280 6.3.3 (l)",
		},
		{
			name: "listed in an expired CRL", entry: plain,
			crl:     lab.CRL{ThisUpdate: time.Now().Add(-72 * time.Hour), NextUpdate: time.Now().Add(-48 * time.Hour)},
			verdict: Revoked, code: CodeCRLCertRevoked, codes: []string{CodeCRLExpired}, source: "nobody comes back from a revocation",
		},
		{
			name: "on hold in an expired CRL", entry: &lab.CRLEntry{Reason: 6},
			crl:     lab.CRL{ThisUpdate: time.Now().Add(-72 * time.Hour), NextUpdate: time.Now().Add(-48 * time.Hour)},
			verdict: Undetermined, code: CodeCRLExpired, source: "RFC 5280 5.3.1: a hold may have been lifted",
		},
		{
			name: "listed in a delta", entry: plain, crl: lab.CRL{Extensions: []pkix.Extension{delta, crlNumber}},
			verdict: Revoked, code: CodeCRLCertRevoked, codes: []string{CodeCRLDeltaUnsupported}, source: "RFC 5280 5.2.4: revoked since the base",
		},
		{
			name: "removed in a delta", entry: &lab.CRLEntry{Reason: 8}, crl: lab.CRL{Extensions: []pkix.Extension{delta, crlNumber}},
			verdict: Undetermined, code: CodeCRLDeltaUnsupported, source: "RFC 5280 5.3.1: the base says the rest",
		},
		{
			name: "listed in a CRL of some reasons", entry: plain,
			crl:     lab.CRL{Extensions: point(lab.IssuingPoint{Reasons: []byte{5, 0x60}})},
			verdict: Revoked, code: CodeCRLCertRevoked, source: "RFC 5280 6.3.3 (i)",
		},
	}
	return cases
}

func crlScopeCases() []crlCase {
	no := func(name, code string, crl lab.CRL, source string) crlCase {
		return crlCase{name: name, crl: crl, verdict: Undetermined, code: code, source: source}
	}
	only := func(name, code string, p lab.IssuingPoint) crlCase {
		return no(name, code, lab.CRL{Extensions: point(p)}, "RFC 5280 5.2.5")
	}
	indirectPoint := func(o *lab.LeafOptions) {
		o.CRLs = nil
		o.Change = func(c *x509.Certificate) {
			// DistributionPoint { cRLIssuer [2] { directoryName: empty } }.
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{
				Id: asn1.ObjectIdentifier{2, 5, 29, 31}, Value: []byte{0x30, 8, 0x30, 6, 0xa2, 4, 0xa4, 2, 0x30, 0},
			})
		}
	}
	return []crlCase{
		only("another shard", CodeCRLIDPMismatch, lab.IssuingPoint{URL: "http://ca.example/shard-8.crl"}),
		{
			name: "a shard, and the certificate names none", leaf: func(o *lab.LeafOptions) { o.CRLs = nil },
			crl:     lab.CRL{Extensions: point(lab.IssuingPoint{URL: shardURL})},
			verdict: Undetermined, code: CodeCRLIDPMismatch, source: "RFC 5280 6.3.3 (b)(2)(i)",
		},
		{
			name: "revoked in another shard", entry: &lab.CRLEntry{},
			crl:     lab.CRL{Extensions: point(lab.IssuingPoint{URL: "http://ca.example/shard-8.crl"})},
			verdict: Undetermined, code: CodeCRLIDPMismatch, source: "RFC 5280 6.3.3 (b)(2)(i)",
		},
		{
			name: "a shard, and the certificate sends there for one reason", leaf: pointFor(6, 0x40),
			crl:     lab.CRL{Extensions: point(lab.IssuingPoint{URL: shardURL})},
			verdict: Undetermined, code: CodeCRLScopeMismatch, source: "RFC 5280 6.3.3 (d)(3)",
		},
		{
			name: "a shard of other reasons than the certificate sends there for", leaf: pointFor(6, 0x40),
			crl:     lab.CRL{Extensions: point(lab.IssuingPoint{URL: shardURL, Reasons: []byte{5, 0x20}})},
			verdict: Undetermined, code: CodeCRLScopeMismatch, source: "RFC 5280 6.3.3 (d)(1)",
		},
		{
			name: "the certificate's reasons are none", leaf: pointFor(),
			crl:     lab.CRL{Extensions: point(lab.IssuingPoint{URL: shardURL})},
			verdict: Undetermined, code: CodeCRLIDPMismatch, source: "RFC 5280 4.2.1.13",
		},
		only("of CA certificates", CodeCRLScopeMismatch, lab.IssuingPoint{OnlyCA: true}),
		only("of attribute certificates", CodeCRLScopeMismatch, lab.IssuingPoint{OnlyAttributes: true}),
		only("of some reasons", CodeCRLScopeMismatch, lab.IssuingPoint{Reasons: []byte{5, 0x60}}),
		only("indirect", CodeCRLIndirectUnsupported, lab.IssuingPoint{Indirect: true}),
		only("of user and CA certificates", CodeCRLMalformed, lab.IssuingPoint{OnlyUser: true, OnlyCA: true}),
		only("an empty issuing distribution point", CodeCRLMalformed, lab.IssuingPoint{}),
		no("a distribution point without a name", CodeCRLMalformed, lab.CRL{Extensions: rawPoint(0x30, 2, 0xa0, 0)}, "RFC 5280 5.2.5"),
		no("a distribution point with two names", CodeCRLMalformed, lab.CRL{Extensions: rawPoint(0x30, 10, 0xa0, 8, 0xa0, 2, 0x86, 0, 0xa0, 2, 0x86, 0)}, "RFC 5280 4.2.1.13: a CHOICE"),
		no("bytes after the distribution point", CodeCRLMalformed, lab.CRL{Extensions: rawPoint(0x30, 3, 0x81, 1, 0xff, 5, 0)}, "X.690"),
		no("reasons that are none", CodeCRLMalformed, lab.CRL{Extensions: rawPoint(0x30, 2, 0x83, 0)}, "RFC 5280 5.2.5"),
		no("an entry of another issuer", CodeCRLIndirectUnsupported, lab.CRL{Entries: []lab.CRLEntry{other(entryIssuer)}}, "RFC 5280 5.3.3"),
		{
			name: "the certificate's CRL is indirect", leaf: indirectPoint,
			verdict: Undetermined, code: CodeCRLIndirectUnsupported, source: "RFC 5280 4.2.1.13",
		},
		no("delta", CodeCRLDeltaUnsupported, lab.CRL{Extensions: []pkix.Extension{delta, crlNumber}}, "RFC 5280 5.2.4"),
		no("an unknown critical extension", CodeCRLCriticalExtension, lab.CRL{Extensions: []pkix.Extension{fakeForced}}, "RFC 5280 5.2"),
		no("an unknown critical extension of an entry", CodeCRLCriticalExtension, lab.CRL{Entries: []lab.CRLEntry{other(fakeForced)}}, "RFC 5280 5.3"),
	}
}

func crlTimeCases() []crlCase {
	ago := func(d time.Duration) time.Time { return time.Now().Add(-d) }
	const day = 24 * time.Hour
	return []crlCase{
		{
			name: "expired", crl: lab.CRL{ThisUpdate: ago(3 * day), NextUpdate: ago(day)},
			verdict: Undetermined, code: CodeCRLExpired, source: "RFC 5280 6.3.3 (a)",
		},
		{
			name: "expired within the skew", crl: lab.CRL{ThisUpdate: ago(3 * day), NextUpdate: ago(time.Minute)},
			verdict: Good, code: CodeCRLCertGood, source: "clocks differ",
		},
		{
			name: "expired without skew", crl: lab.CRL{ThisUpdate: ago(3 * day), NextUpdate: ago(time.Minute)}, policy: Policy{Skew: -1},
			verdict: Undetermined, code: CodeCRLExpired, source: "RFC 5280 6.3.3 (a)",
		},
		{
			name: "not yet valid", crl: lab.CRL{ThisUpdate: ago(-day), NextUpdate: ago(-2 * day)},
			verdict: Undetermined, code: CodeCRLNotYetValid, source: "RFC 5280 5.1.2.4",
		},
		{
			name: "no nextUpdate", crl: lab.CRL{NoNextUpdate: true},
			verdict: Good, code: CodeCRLCertGood, codes: []string{CodeCRLNextUpdateMissing}, source: "RFC 5280 5.1.2.5 demands one; X.509 does not",
		},
		{
			name: "no nextUpdate and old", crl: lab.CRL{NoNextUpdate: true, ThisUpdate: ago(8 * day)},
			verdict: Undetermined, code: CodeCRLTooOld, source: "our choice: DefaultMaxAge",
		},
		{
			name: "older than the policy wants", crl: lab.CRL{ThisUpdate: ago(3 * day)}, policy: Policy{MaxAge: day},
			verdict: Undetermined, code: CodeCRLTooOld, source: "Policy.MaxAge",
		},
		{
			name: "older than the policy wants within the skew", crl: lab.CRL{ThisUpdate: ago(day + time.Minute)}, policy: Policy{MaxAge: day},
			verdict: Good, code: CodeCRLCertGood, source: "clocks differ",
		},
	}
}

func crlFormCases() []crlCase {
	bad := func(name string, crl lab.CRL, source string) crlCase {
		return crlCase{name: name, crl: crl, verdict: Undetermined, code: CodeCRLMalformed, source: source}
	}
	list := func(name string, content []byte) crlCase {
		return bad(name, lab.CRL{List: content}, "RFC 5280 5.1.2.6")
	}
	after := func(name string, change func([]byte) []byte) crlCase {
		return crlCase{name: name, after: change, verdict: Undetermined, code: CodeCRLMalformed, source: "X.690 10.1, RFC 5280 5.1"}
	}
	entry := func(parts ...string) []byte {
		return entryOf([]byte(concat(parts...))...)
	}
	const reason = "\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01\x01"
	v1 := bad("extensions in version 1", lab.CRL{Version1: true, List: entry("\x02\x01\x05", plainDate, reason)}, "RFC 5280 5.1.2.1")
	return []crlCase{
		after("nothing", func([]byte) []byte { return nil }),
		after("a web page", func([]byte) []byte { return []byte("<html><body>Welcome</body></html>") }),
		after("truncated", func(raw []byte) []byte { return raw[:len(raw)-1] }),
		after("bytes after it", func(raw []byte) []byte { return append(raw, 0) }),
		after("half a PEM file", func(raw []byte) []byte {
			text := pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: raw})
			return text[:len(text)/2]
		}),
		after("two CRLs in a PEM file", func(raw []byte) []byte {
			return bytes.Repeat(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: raw}), 2)
		}),
		after("a length that is not minimal", func(raw []byte) []byte {
			return append([]byte{0x30, 0x83, 0}, raw[2:]...)
		}),
		after("an indefinite length", func(raw []byte) []byte {
			return append(append([]byte{0x30, 0x80}, raw[4:]...), 0, 0)
		}),
		v1,
		bad("version 1, written", lab.CRL{Change: replace("\x02\x01\x01\x30", "\x02\x01\x00\x30")}, "RFC 5280 5.1.2.1: 1 is the default"),
		bad("version 3", lab.CRL{Change: replace("\x02\x01\x01\x30", "\x02\x01\x02\x30")}, "RFC 5280 5.1.2.1"),
		bad("thisUpdate that is none", lab.CRL{
			ThisUpdate: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Change: replace("260102030405Z", "261302030405Z"),
		}, "RFC 5280 5.1.2.4"),
		bad("another algorithm outside", lab.CRL{OuterAlgorithm: []byte{0x30, 5, 6, 3, 0x2b, 0x65, 0x70}}, "RFC 5280 5.1.1.2"),
		bad("the same extension twice", lab.CRL{Extensions: []pkix.Extension{fake, fake}}, "RFC 5280 4.2"),
		list("a serial number of no bytes", entry("\x02\x00", plainDate)),
		list("a serial number that is not minimal", entry("\x02\x02\x00\x05", plainDate)),
		list("a serial number that is none", entry("\x04\x01\x05", plainDate)),
		list("a date that is none", entry("\x02\x01\x05", "\x17\x0d26110112000xZ")),
		list("30 February", entry("\x02\x01\x05", "\x17\x0d260230120000Z")),
		list("29 February of no leap year", entry("\x02\x01\x05", "\x17\x0d260229120000Z")),
		list("a date without seconds", entry("\x02\x01\x05", "\x17\x0b2611011200Z")),
		list("a date with an offset", entry("\x02\x01\x05", "\x17\x112611011200+0100")),
		list("an entry without a date", entry("\x02\x01\x05")),
		list("bytes after an entry's extensions", entry("\x02\x01\x05", plainDate, reason, "\x05\x00")),
		list("a reason that is no ENUMERATED", entry("\x02\x01\x05", plainDate, "\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x02\x01\x01")),
		list("a negative reason", entry("\x02\x01\x05", plainDate, reason[:len(reason)-1]+"\xff")),
		list("extensions that are none", entry("\x02\x01\x05", plainDate, "\x30\x02\x05\x00")),
		list("an entry longer than the list", []byte{0x30, 0x40, 2, 1, 5}),
	}
}

func concat(parts ...string) string {
	out := ""
	for _, part := range parts {
		out += part
	}
	return out
}

func crlSignatureCases() []crlCase {
	md5 := []byte{0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04, 0x05, 0x00}
	return []crlCase{
		{
			name: "signed by a stranger with the issuer's name", others: true,
			verdict: Undetermined, code: CodeCRLSignatureInvalid, source: "RFC 5280 6.3.3 (g)",
		},
		{
			name: "revoked, signed by a stranger", others: true, entry: &lab.CRLEntry{},
			verdict: Undetermined, code: CodeCRLSignatureInvalid, source: "RFC 5280 6.3.3 (g)",
		},
		{
			name: "a bit of the signature turned", verdict: Undetermined, code: CodeCRLSignatureInvalid, source: "RFC 5280 6.3.3 (g)",
			after: func(raw []byte) []byte { raw[len(raw)-1] ^= 1; return raw },
		},
		{
			name: "a signature of seven bits", verdict: Undetermined, code: CodeCRLSignatureInvalid, source: "RFC 5280 6.3.3 (g)",
			after: func(raw []byte) []byte {
				list := lab.ReadNode(raw)
				list.At(2).Raw = []byte{1, 0xfe}
				out, err := list.Bytes()
				if err != nil {
					panic(err) // the table is wrong
				}
				return out
			},
		},
		{
			name: "another issuer's name", crl: lab.CRL{Name: []byte{0x30, 0}},
			verdict: Undetermined, code: CodeCRLIssuerMismatch, source: "RFC 5280 6.3.3 (b)(1)",
		},
		{
			name: "signed with SHA-1", crl: lab.CRL{Algorithm: x509.ECDSAWithSHA1},
			verdict: Good, code: CodeCRLCertGood, codes: []string{CodeCRLSignatureSHA1}, source: "RFC 9155",
		},
		{
			name: "signed with SHA-384", crl: lab.CRL{Algorithm: x509.ECDSAWithSHA384},
			verdict: Good, code: CodeCRLCertGood, source: "RFC 5758 3.2",
		},
		{
			name: "signed with MD5", verdict: Undetermined, code: CodeCRLSignatureMD5, source: "RFC 6151",
			crl: lab.CRL{Change: func(tbs []byte) []byte {
				return bytes.Replace(tbs, []byte{0x30, 0x0a, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2}, md5, 1)
			}},
		},
		{
			name: "signed with an unknown algorithm", verdict: Undetermined, code: CodeCRLSignatureAlgorithmUnsupported, source: "RFC 5280 5.1.1.2",
			crl: lab.CRL{Change: replace("\x2a\x86\x48\xce\x3d\x04\x03\x02", "\x2a\x86\x48\xce\x3d\x04\x03\x0f")},
		},
	}
}
