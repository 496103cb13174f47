package lab

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"time"
)

// certificate is what the scenario's front shows.
func (l *Lab) certificate(s Scenario) (tls.Certificate, error) {
	if s.Staple.Forgery+s.Responder.Forgery != "" {
		return l.forge(s)
	}
	issuer, err := l.issuer(s.Certificate.Issuer)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := l.leaf(s, issuer)
	if err != nil {
		return tls.Certificate{}, err
	}
	certificate := leaf.TLS()
	certificate.OCSPStaple, err = s.staple(issuer, leaf)
	return certificate, err
}

// issuer gives one of [issuers], made when the first scenario wants it.
func (l *Lab) issuer(name string) (*Authority, error) {
	if name == "" {
		return l.intermediate, nil
	}
	if known, ok := l.others[name]; ok {
		return known, nil
	}
	found, ok := issuers[name]
	if !ok {
		return nil, fmt.Errorf("no issuer %q", name)
	}
	issuer, err := found(l)
	l.others[name] = issuer
	return issuer, err
}

func (l *Lab) leaf(s Scenario, issuer *Authority) (*Leaf, error) {
	o := s.Certificate.options(s.Name + ".lab.example")
	if err := l.sources(s, issuer, &o); err != nil {
		return nil, err
	}
	leaf, err := issuer.Issue(o)
	if s.Certificate.SelfSigned {
		leaf, err = SelfSigned(o)
	}
	if err != nil {
		return nil, err
	}
	if err := l.serveCRL(s, issuer, leaf); err != nil {
		return nil, err
	}
	leaf.Chain = s.Certificate.Sends.of(leaf.Chain, issuer)
	l.responder.Set(leaf.Cert, s.Responder.Answer)
	return leaf, nil
}

// options are what the certificate says, but for URLs.
func (c Certificate) options(name string) LeafOptions {
	o := LeafOptions{
		Names: []string{"localhost", "127.0.0.1"}, CommonName: name, Key: c.Key, MustStaple: c.MustStaple,
		NoServerAuth: c.NoServerAuth, ClientAuth: c.NoServerAuth,
	}
	switch {
	case c.NoNames:
		o.Names, o.CommonName = nil, "127.0.0.1"
	case c.AddressAsName:
		o.Names = nil
	case c.Names != nil:
		o.Names = c.Names
	}
	if c.From != 0 || c.Until != 0 {
		o.NotBefore, o.NotAfter = time.Now().Add(c.From), time.Now().Add(c.Until)
	}
	o.Change = func(t *x509.Certificate) {
		if c.AddressAsName {
			t.DNSNames = []string{"127.0.0.1"}
		}
		if c.SHA1 {
			t.SignatureAlgorithm = sha1
		}
		if c.CriticalExtension {
			t.ExtraExtensions = append(t.ExtraExtensions, unknownExtension(true))
		}
	}
	return o
}

// sources says where the leaf's issuer, responder and CRL are.
func (l *Lab) sources(s Scenario, issuer *Authority, o *LeafOptions) error {
	if s.Certificate.IssuerURL != NoIssuerURL {
		o.IssuerURLs = []string{l.issuerURL(s.Certificate.IssuerURL, issuer)}
	}
	if s.CRL.Named {
		o.CRLs = []string{s.CRL.url(l.responder, s.Name)}
	}
	if s.Certificate.NoResponder || s.CRL.Instead {
		return nil
	}
	url := cmp.Or(s.Responder.URL, l.responder.URL())
	if s.Responder.Down {
		addr, err := l.refusing()
		if err != nil {
			return err
		}
		url = "http://" + addr
	}
	o.OCSP = []string{url}
	return nil
}

// issuerURL serves what is to be found where the issuer should be.
func (l *Lab) issuerURL(what IssuerURL, issuer *Authority) string {
	name := "issuer-" + issuer.Cert.SerialNumber.Text(16)
	switch what {
	case NotFound:
		return l.responder.URL() + "/missing.cer"
	case WebPage:
		return l.responder.serve("page.cer", Answer{Raw: []byte("<html>Please log in"), Delivery: Delivery{ContentType: "text/html"}})
	case AnotherIssuer:
		return l.responder.ServeIssuer("another", l.root.Cert)
	case HangingForever:
		return l.responder.serve("hangs.cer", Answer{Delivery: Delivery{Hang: true}})
	}
	return l.responder.ServeIssuer(name, issuer.Cert)
}

// of puts a chain into the order in which the server sends it.
func (o Order) of(chain []*x509.Certificate, issuer *Authority) []*x509.Certificate {
	switch o {
	case LeafAlone:
		return chain[:1]
	case Unordered:
		slices.Reverse(chain[1:])
	case WithRoot:
		top := issuer
		for top.parent != nil {
			top = top.parent
		}
		return append(chain, top.Cert)
	}
	return chain
}

// staple makes the scenario's staple, nil for none.
func (s Scenario) staple(issuer *Authority, leaf *Leaf) ([]byte, error) {
	if s.Staple.Answer == nil {
		return nil, nil
	}
	answer := *s.Staple.Answer
	if s.Staple.Expired {
		answer.ThisUpdate = time.Now().Add(-72 * time.Hour)
		answer.NextUpdate = time.Now().Add(-24 * time.Hour)
	}
	if s.Staple.Forged {
		impostor, err := NewRoot(issuer.Cert.Subject.CommonName)
		if err != nil {
			return nil, err
		}
		// The impostor's key under the issuer's name, for the issuer's CertID.
		issuer = &Authority{Cert: issuer.Cert, Key: impostor.Key}
	}
	return Staple(issuer, leaf.Cert, answer)
}
