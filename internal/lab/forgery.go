package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Forgery is an OCSP response about the stage's leaf with one defect, or with
// something unusual that is none.
type Forgery struct {
	Name   string
	Key    string // the issuer's: p256 (default), p384, rsa or ed25519
	Make   func(*Stage) ([]byte, error)
	Nonce  bool   // the answer to a request with the octets of [Stage.Nonce]
	Rule   string // the rule of ocspcheck that keeps it away; empty where it is right
	Code   string // the primary code that a correct client gives
	Off    string // the code without that rule; default ocsp-cert-good
	Source string // where the rule is written

	XCrypto, OpenSSL string // what they say: good, revoked, unknown or error
	Why              string // why a verdict that differs from ours is wrong
}

// Stage is an authority below a root, with its certificates and those who are
// not what they seem.
type Stage struct {
	Now      time.Time
	Root     *Authority
	Issuer   *Authority
	Namesake *Authority // the issuer's name, another key
	Twin     *Authority // another name, the issuer's key
	Stranger *Authority
	Leaf     *Leaf // valid from 60 days ago for 90 days
	Other    *Leaf // another certificate of the issuer
	Nonce    []byte
}

const day = 24 * time.Hour

// NewStage makes the stage for a kind of key, see [Forgery].
func NewStage(kind string) (*Stage, error) {
	root, err := NewRoot("root of the stage")
	if err != nil {
		return nil, fmt.Errorf("stage: %w", err)
	}
	return root.newStage(kind, LeafOptions{Names: []string{"localhost"}}, "")
}

// newStage makes a stage below a. The issuer names ocspURL as its responder,
// unless it is empty.
func (a *Authority) newStage(kind string, o LeafOptions, ocspURL string) (*Stage, error) {
	key, err := newKey(kind)
	if err != nil {
		return nil, fmt.Errorf("stage: %w", err)
	}
	s := &Stage{Now: time.Now().Truncate(time.Second), Root: a, Nonce: slices.Repeat([]byte{7}, 32)}
	name := strings.TrimSpace("issuer " + kind)
	for _, step := range []func() error{
		func() error { s.Issuer, err = a.newIntermediate(name, key, naming(ocspURL, "")); return err },
		func() error { s.Twin, err = NewRootWithKey("twin", key); return err },
		func() error { s.Namesake, err = NewRoot(name); return err },
		func() error { s.Stranger, err = NewRoot("stranger"); return err },
		func() error { s.Leaf, err = s.Issuer.Issue(s.lived(o)); return err },
		func() error { s.Other, err = s.Issuer.Issue(s.lived(o)); return err },
	} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("stage: %w", err)
		}
	}
	return s, nil
}

// lived gives the options of a certificate that has been in use for a while.
func (s *Stage) lived(o LeafOptions) LeafOptions {
	o.NotBefore, o.NotAfter = s.Now.Add(-60*day), s.Now.Add(30*day)
	return o
}

func newKey(kind string) (crypto.Signer, error) {
	switch kind {
	case "rsa":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "rsa1024":
		return rsa.GenerateKey(rand.Reader, 1024)
	case "ed25519":
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	case "p384":
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

// Forgeries lists all of them, by the kind of rule that they break.
func Forgeries() []Forgery {
	return slices.Concat(rightfulResponses, formForgeries, signerForgeries, delegateForgeries, matchForgeries, timeForgeries)
}

// says makes the maker of an answer of the issuer about the leaf.
func says(a Answer) func(*Stage) ([]byte, error) {
	return func(s *Stage) ([]byte, error) { return Staple(s.Issuer, s.Leaf.Cert, a) }
}

// at makes the maker of an answer whose times depend on the stage's.
func at(answer func(now time.Time) Answer) func(*Stage) ([]byte, error) {
	return func(s *Stage) ([]byte, error) { return Staple(s.Issuer, s.Leaf.Cert, answer(s.Now)) }
}

// edited makes the maker of a good answer whose ResponseData is changed
// before it is signed.
func edited(edit func(data *Node)) func(*Stage) ([]byte, error) {
	return says(Answer{Edit: edit})
}

// damaged makes the maker of a good answer that is changed after it was
// signed.
func damaged(edit func(response *Node)) func(*Stage) ([]byte, error) {
	return func(s *Stage) ([]byte, error) {
		raw, err := Staple(s.Issuer, s.Leaf.Cert, Answer{ByKey: true})
		if err != nil {
			return nil, err
		}
		tree := ReadNode(raw)
		edit(tree)
		return tree.Bytes()
	}
}

// delegated makes the maker of an answer that a delegate of the authority
// signed.
func delegated(by func(*Stage) *Authority, change func(*Stage, *LeafOptions)) func(*Stage) ([]byte, error) {
	return func(s *Stage) ([]byte, error) {
		o := LeafOptions{CommonName: "delegate", OCSPSigning: true}
		if change != nil {
			change(s, &o)
		}
		signer, err := by(s).Issue(o)
		if err != nil {
			return nil, err
		}
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Signer: signer, ByKey: true})
	}
}

func theIssuer(s *Stage) *Authority { return s.Issuer }

// template changes the delegate's certificate itself.
func template(change func(*Stage, *x509.Certificate)) func(*Stage, *LeafOptions) {
	return func(s *Stage, o *LeafOptions) {
		o.Change = func(c *x509.Certificate) { change(s, c) }
	}
}
