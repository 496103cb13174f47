package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// TestRules tries one rule a row, on answers of one authority about one
// certificate.
func TestRules(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(time.Minute).Truncate(time.Second) // after every answer made here
	ago := func(d time.Duration) time.Time { return at.Add(-d) }
	hour, day := time.Hour, 24*time.Hour
	root, stranger := newRoot(t, "root"), newRoot(t, "stranger")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}, NotBefore: ago(60 * day), NotAfter: at.Add(30 * day)}))(t).Cert
	other := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	delegate := func(change func(*x509.Certificate)) *lab.Leaf {
		return must(root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true, Change: change}))(t)
	}
	good, revoked := lab.Answer{}, lab.Answer{Status: ocsp.Revoked, RevokedAt: ago(hour)}
	ok := delegate(nil)
	extension := func(critical bool, id ...int) []pkix.Extension {
		return []pkix.Extension{{Id: id, Critical: critical, Value: []byte{4, 1, 7}}}
	}

	tests := []struct {
		name   string
		answer lab.Answer
		policy Policy
		want   []string // verdict, code, further codes
	}{
		{"by name", good, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"by key", lab.Answer{ByKey: true}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"SHA-256 CertID", lab.Answer{Hash: crypto.SHA256}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"SHA-384 CertID", lab.Answer{Hash: crypto.SHA384}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"SHA-512 CertID", lab.Answer{Hash: crypto.SHA512}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"issuer encloses itself", lab.Answer{Enclose: []*x509.Certificate{root.Cert}}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"SHA-1 signature", lab.Answer{Algorithm: x509.ECDSAWithSHA1}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPSignatureSHA1}},
		{"SHA-384 signature", lab.Answer{Algorithm: x509.ECDSAWithSHA384}, Policy{}, []string{"good", CodeOCSPCertGood}},

		{"delegate by key", lab.Answer{Signer: ok, ByKey: true}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"delegate behind others", lab.Answer{Signer: ok, Enclose: []*x509.Certificate{other, stranger.Cert}}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"delegate signed with SHA-1", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.SignatureAlgorithm = x509.ECDSAWithSHA1
		})}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPSignatureSHA1}},
		{"delegate without digitalSignature", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.KeyUsage = x509.KeyUsageKeyEncipherment
		})}, Policy{}, []string{"undetermined", CodeOCSPDelegateKeyUsage}},
		{"delegate with nonRepudiation alone", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.KeyUsage = x509.KeyUsageContentCommitment
		})}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"delegate of tomorrow", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.NotBefore = at.Add(day)
		})}, Policy{}, []string{"undetermined", CodeOCSPDelegateNotYetValid}},
		{"delegate of yesterday", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = ago(2*day), ago(day)
		})}, Policy{}, []string{"undetermined", CodeOCSPDelegateExpired}},
		{"delegate in its last second", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.NotAfter = at
		})}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPDelegateExpiresFirst}},
		{"delegate a second later", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.NotAfter = ago(time.Second)
		})}, Policy{}, []string{"undetermined", CodeOCSPDelegateExpired}},
		{"delegate with a critical extension", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, extension(true, 1, 2, 3)...)
		})}, Policy{}, []string{"undetermined", CodeOCSPDelegateCriticalExtension}},
		{"delegate whose nocheck is critical", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: oidNoCheck, Critical: true, Value: []byte{5, 0}}}
		})}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"delegate with any usage", lab.Answer{Signer: delegate(func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
		})}, Policy{}, []string{"undetermined", CodeOCSPDelegateMissingEKU}},

		{"about another certificate", lab.Answer{Hash: crypto.SHA1, Before: []lab.Single{{Cert: other}}}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"revoked before good", lab.Answer{Before: []lab.Single{{Cert: cert, Answer: revoked}}}, Policy{}, []string{"revoked", CodeOCSPCertRevoked, CodeOCSPConflictingResponses}},
		{"unknown before good", lab.Answer{Before: []lab.Single{{Cert: cert, Answer: lab.Answer{Status: ocsp.Unknown}}}}, Policy{}, []string{"unknown", CodeOCSPCertUnknown, CodeOCSPConflictingResponses}},
		{"same under two hashes", lab.Answer{Before: []lab.Single{{Cert: cert, Answer: lab.Answer{Hash: crypto.SHA256}}}}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPExtraResponses}},
		{"this serial revoked by another issuer", lab.Answer{Before: []lab.Single{{Cert: cert, Issuer: stranger.Cert, Answer: revoked}}}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"an expired answer before a fresh one", lab.Answer{Before: []lab.Single{{Cert: cert, Answer: lab.Answer{Status: ocsp.Unknown, ThisUpdate: ago(2 * day), NextUpdate: ago(day)}}}}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPExtraResponses}},

		{"nonce", lab.Answer{Extensions: extension(true, 1, 3, 6, 1, 5, 5, 7, 48, 1, 2)}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"unknown extension", lab.Answer{Extensions: extension(false, 1, 2, 3)}, Policy{}, []string{"good", CodeOCSPCertGood}},
		{"unknown critical extension", lab.Answer{Extensions: extension(true, 1, 2, 3)}, Policy{}, []string{"undetermined", CodeOCSPCriticalExtension}},

		{"expired", lab.Answer{ThisUpdate: ago(2 * day), NextUpdate: ago(hour)}, Policy{}, []string{"undetermined", CodeOCSPResponseExpired}},
		{"expired within the skew", lab.Answer{ThisUpdate: ago(2 * day), NextUpdate: ago(4 * time.Minute)}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPClockSkew}},
		{"expired, no skew", lab.Answer{ThisUpdate: ago(2 * day), NextUpdate: ago(4 * time.Minute), ProducedAt: ago(day)}, Policy{Skew: -1}, []string{"undetermined", CodeOCSPResponseExpired}},
		{"expires this second, no skew", lab.Answer{ThisUpdate: ago(2 * day), NextUpdate: at, ProducedAt: ago(day)}, Policy{Skew: -1}, []string{"undetermined", CodeOCSPResponseExpired}},
		{"expired but revoked", lab.Answer{Status: ocsp.Revoked, RevokedAt: ago(9 * day), ThisUpdate: ago(2 * day), NextUpdate: ago(day)}, Policy{}, []string{"revoked", CodeOCSPCertRevoked, CodeOCSPResponseExpired}},
		{"of tomorrow", lab.Answer{ThisUpdate: at.Add(day), NextUpdate: at.Add(2 * day)}, Policy{}, []string{"undetermined", CodeOCSPResponseNotYetValid}},
		{"of tomorrow, wide skew", lab.Answer{ThisUpdate: at.Add(hour), NextUpdate: at.Add(2 * day)}, Policy{Skew: 2 * hour}, []string{"good", CodeOCSPCertGood, CodeOCSPClockSkew, CodeOCSPProducedBeforeThisUpdate}},
		{"no nextUpdate, fresh", lab.Answer{NoNextUpdate: true}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPNextUpdateMissing}},
		{"no nextUpdate, old", lab.Answer{NoNextUpdate: true, ThisUpdate: ago(8 * day)}, Policy{}, []string{"undetermined", CodeOCSPResponseTooOld}},
		{"older than the policy", lab.Answer{ThisUpdate: ago(2 * day)}, Policy{MaxAge: day}, []string{"undetermined", CodeOCSPResponseTooOld}},
		{"as old as it likes", lab.Answer{ThisUpdate: ago(50 * day)}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPValidityTooLong}},
		{"as old as can be written", lab.Answer{ThisUpdate: ago(hour)}, Policy{MaxAge: math.MaxInt64, Skew: math.MaxInt64}, []string{"good", CodeOCSPCertGood}},
		{"next before this", lab.Answer{ThisUpdate: ago(hour), NextUpdate: ago(2 * hour)}, Policy{}, []string{"undetermined", CodeOCSPNextBeforeThis}},
		{"produced tomorrow", lab.Answer{ProducedAt: at.Add(day)}, Policy{}, []string{"undetermined", CodeOCSPProducedAtFuture}},
		{"produced in a minute", lab.Answer{ProducedAt: at.Add(time.Minute), ThisUpdate: ago(hour)}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPClockSkew}},
		{"produced before the certificate, within the skew", lab.Answer{ProducedAt: ago(60*day + 4*time.Minute)}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPProducedBeforeThisUpdate}},
		{"produced before the certificate", lab.Answer{ProducedAt: ago(61 * day)}, Policy{}, []string{"undetermined", CodeOCSPProducedOutsideCert}},

		{"on hold", lab.Answer{Status: ocsp.Revoked, RevokedAt: ago(hour), Reason: ocsp.CertificateHold}, Policy{}, []string{"revoked", CodeOCSPCertRevoked, CodeOCSPCertOnHold}},
		{"on hold, expired", lab.Answer{Status: ocsp.Revoked, RevokedAt: ago(9 * day), Reason: ocsp.CertificateHold, ThisUpdate: ago(2 * day), NextUpdate: ago(day)}, Policy{}, []string{"undetermined", CodeOCSPResponseExpired}},
		{"an expired hold before a fresh good", lab.Answer{Before: []lab.Single{{Cert: cert, Answer: lab.Answer{Status: ocsp.Revoked, RevokedAt: ago(9 * day), Reason: ocsp.CertificateHold, ThisUpdate: ago(2 * day), NextUpdate: ago(day)}}}}, Policy{}, []string{"good", CodeOCSPCertGood, CodeOCSPExtraResponses}},
		{"reason 99", lab.Answer{Status: ocsp.Revoked, RevokedAt: ago(hour), Reason: 99}, Policy{}, []string{"revoked", CodeOCSPCertRevoked, CodeOCSPReasonInvalid}},
		{"revoked tomorrow", lab.Answer{Status: ocsp.Revoked, RevokedAt: at.Add(day)}, Policy{}, []string{"revoked", CodeOCSPCertRevoked, CodeOCSPRevokedInFuture}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			raw := must(lab.Staple(root, cert, test.answer))(t)
			j := Checker{Policy: test.policy}.JudgeResponse(raw, cert, root.Cert, at.Add(time.Second-1))
			got := append([]string{string(j.Verdict), j.Code}, j.Codes...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\nerror: %v", diff, j.Err)
			}
		})
	}
}

// TestIssuerSignedWithSHA1: how a root signed itself is no matter of what it
// says about others.
func TestIssuerSignedWithSHA1(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	template := *root.Cert
	template.SignatureAlgorithm = x509.ECDSAWithSHA1
	root.Cert = must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, &template, &template, root.Key.Public(), root.Key))(t)))(t)
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	j := Checker{}.JudgeResponse(must(lab.Staple(root, cert, lab.Answer{}))(t), cert, root.Cert, time.Now())
	if j.Verdict != Good || len(j.Codes) > 0 {
		t.Errorf("%s %v, want good without a remark: %v", j.Verdict, j.Codes, j.Err)
	}
}

// TestForgeries tries what an attacker without the issuer's key can make.
func TestForgeries(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	namesake := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	other := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	selfmade := must(namesake.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	foreign := must(newRoot(t, "stranger").Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	// The issuer's certificate with a key that is not its own.
	impostor := &lab.Authority{Cert: root.Cert, Key: namesake.Key}

	tests := []struct {
		name string
		by   *lab.Authority
		cert *x509.Certificate
		a    lab.Answer
		want []string
	}{
		{"impostor", impostor, leaf.Cert, lab.Answer{}, []string{CodeOCSPSignatureInvalid}},
		{"impostor by key", impostor, leaf.Cert, lab.Answer{ByKey: true}, []string{CodeOCSPSignatureInvalid}},
		{"impostor with its own certificate", impostor, leaf.Cert, lab.Answer{ByKey: true, Enclose: []*x509.Certificate{namesake.Cert}}, []string{CodeOCSPSignatureInvalid, CodeOCSPResponderIDMismatch}},
		{"namesake", namesake, leaf.Cert, lab.Answer{Enclose: []*x509.Certificate{namesake.Cert}}, []string{CodeOCSPDelegateNotIssuedByIssuer}},
		{"namesake by key", namesake, leaf.Cert, lab.Answer{ByKey: true}, []string{CodeOCSPSignerNotFound}},
		{"delegate of a namesake", root, leaf.Cert, lab.Answer{Signer: selfmade}, []string{CodeOCSPDelegateNotIssuedByIssuer}},
		{"delegate of another", root, leaf.Cert, lab.Answer{Signer: foreign}, []string{CodeOCSPDelegateWrongIssuer}},
		{"the server for itself", root, leaf.Cert, lab.Answer{Signer: leaf}, []string{CodeOCSPDelegateMissingEKU}},
		{"this serial of another issuer", root, other, lab.Answer{Before: []lab.Single{{Cert: leaf.Cert, Issuer: namesake.Cert}}}, []string{CodeOCSPCertIDIssuerMismatch}},
		{"replay", root, other, lab.Answer{}, []string{CodeOCSPNoMatchingResponse}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			raw := must(lab.Staple(test.by, test.cert, test.a))(t)
			j := Checker{}.JudgeResponse(raw, leaf.Cert, root.Cert, time.Now())
			if got := append([]string{j.Code}, j.Codes...); j.valid() || !slices.Equal(got, test.want) {
				t.Errorf("verdict %s, codes %v, want %v", j.Verdict, got, test.want)
			}
		})
	}
}

func TestUnknownCertIDHash(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	r := must(ParseResponse(must(lab.Staple(root, cert, lab.Answer{}))(t)))(t)
	r.Singles[0].CertID.Hash = 0
	if _, err := theRules.matching(&matter{response: r, cert: cert, issuer: root.Cert}); codeOf(err) != CodeOCSPCertIDHashUnsupported {
		t.Errorf("error %v", err)
	}
}

func TestNothingIsBelievedWithoutAnIssuer(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	raw := must(lab.Staple(root, cert, lab.Answer{}))(t)
	if j := (Checker{}).JudgeResponse(raw, cert, nil, time.Now()); j.valid() {
		t.Errorf("judgement %+v", j)
	}
}

func TestSignatureAlgorithms(t *testing.T) {
	t.Parallel()
	rsaRoot := must(lab.NewRootWithKey("rsa", must(rsa.GenerateKey(rand.Reader, 2048))(t)))(t)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	edRoot := must(lab.NewRootWithKey("ed25519", edKey))(t)
	sha256RSA := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	tests := []struct {
		name      string
		root      *lab.Authority
		algorithm x509.SignatureAlgorithm
		become    asn1.ObjectIdentifier // what sha256WithRSAEncryption is changed to
		want      string
	}{
		{"RSA", rsaRoot, x509.SHA256WithRSA, nil, CodeOCSPCertGood},
		{"RSA SHA-512", rsaRoot, x509.SHA512WithRSA, nil, CodeOCSPCertGood},
		{"RSA-PSS SHA-256", rsaRoot, x509.SHA256WithRSAPSS, nil, CodeOCSPCertGood},
		{"RSA-PSS SHA-384", rsaRoot, x509.SHA384WithRSAPSS, nil, CodeOCSPCertGood},
		{"RSA-PSS SHA-512", rsaRoot, x509.SHA512WithRSAPSS, nil, CodeOCSPCertGood},
		{"Ed25519", edRoot, x509.PureEd25519, nil, CodeOCSPCertGood},
		{"MD5", rsaRoot, x509.SHA256WithRSA, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}, CodeOCSPSignatureMD5},
		{"MD2", rsaRoot, x509.SHA256WithRSA, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 2}, CodeOCSPSignatureAlgorithmUnsupported},
		{"RSA-PSS without parameters", rsaRoot, x509.SHA256WithRSA, oidRSAPSS, CodeOCSPSignatureAlgorithmUnsupported},
		{"another hash than signed", rsaRoot, x509.SHA256WithRSA, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}, CodeOCSPSignatureInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cert := must(test.root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
			raw := must(lab.Staple(test.root, cert, lab.Answer{Algorithm: test.algorithm}))(t)
			if test.become != nil {
				from, to := must(asn1.Marshal(sha256RSA))(t), must(asn1.Marshal(test.become))(t)
				raw = bytes.ReplaceAll(raw, from, to)
			}
			j := Checker{}.JudgeResponse(raw, cert, test.root.Cert, time.Now())
			if j.Code != test.want {
				t.Errorf("code %s (%v), want %s", j.Code, j.Err, test.want)
			}
		})
	}
}
