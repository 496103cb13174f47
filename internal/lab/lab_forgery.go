package lab

import (
	"cmp"
	"crypto/tls"

	"golang.org/x/crypto/ocsp"
)

// forge makes a scenario's leaf and the response about it that is forged.
func (l *Lab) forge(s Scenario) (tls.Certificate, error) {
	f := findForgery(cmp.Or(s.Staple.Forgery, s.Responder.Forgery))
	stage, err := l.stage(f.Key)
	if err != nil {
		return tls.Certificate{}, err
	}
	scene := *stage
	scene.Leaf, err = stage.Issuer.Issue(stage.lived(LeafOptions{
		Names:      []string{"localhost", "127.0.0.1"},
		CommonName: s.Name + ".lab.example",
		OCSP:       []string{l.responder.URL()},
		IssuerURLs: []string{l.issuerURL("", stage.Issuer)},
	}))
	if err != nil {
		return tls.Certificate{}, err
	}
	raw, err := f.Make(&scene)
	if err != nil {
		return tls.Certificate{}, err
	}
	certificate := scene.Leaf.TLS()
	if s.Staple.Forgery != "" {
		certificate.OCSPStaple = raw
		l.responder.Set(scene.Leaf.Cert, Answer{})
	} else {
		l.responder.Set(scene.Leaf.Cert, Answer{Raw: raw})
	}
	return certificate, nil
}

// stage gives the stage below the lab's root for a kind of key. It is made
// when the first scenario wants it: RSA keys take their time.
func (l *Lab) stage(kind string) (*Stage, error) {
	if stage, ok := l.stages[kind]; ok {
		return stage, nil
	}
	stage, err := l.root.newStage(kind, LeafOptions{}, l.responder.URL())
	if err != nil {
		return nil, err
	}
	l.responder.Add(stage.Issuer)
	l.responder.Set(stage.Issuer.Cert, Answer{Status: ocsp.Good})
	l.stages[kind] = stage
	return stage, nil
}
