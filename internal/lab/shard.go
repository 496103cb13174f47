package lab

import (
	"cmp"
	"encoding/pem"
	"time"
)

// serveCRL serves the scenario's CRL, a shard as large CAs publish them.
func (l *Lab) serveCRL(s Scenario, issuer *Authority, leaf *Leaf) error {
	if !s.CRL.Named || s.CRL.Missing {
		return nil
	}
	answer := s.CRL.Answer
	if answer.Raw == nil {
		crl, err := s.CRL.list(l.responder, s.Name, leaf)
		if err != nil {
			return err
		}
		if s.CRL.Forged {
			impostor, err := NewRoot(issuer.Cert.Subject.CommonName)
			if err != nil {
				return err
			}
			issuer = &Authority{Cert: issuer.Cert, Key: impostor.Key}
		}
		if answer.Raw, err = issuer.CRL(crl); err != nil {
			return err
		}
	}
	if s.CRL.PEM {
		answer.Raw = pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: answer.Raw})
	}
	l.responder.serveCRL(s.Name, answer)
	return nil
}

// list says what the CRL looks like, and what it says of the leaf.
func (c CRLState) list(r *Responder, name string, leaf *Leaf) (CRL, error) {
	point := c.Point
	if !point.OnlyCA {
		point.OnlyUser = true
	}
	point.URL = r.CRLURL(name)
	if c.OtherShard {
		point.URL = r.CRLURL("another")
	}
	extension, err := point.Extension()
	if err != nil {
		return CRL{}, err
	}
	var crl CRL
	crl.Extensions = append(crl.Extensions, extension)
	if c.Listed {
		entry := c.Entry
		entry.Serial = leaf.Cert.SerialNumber
		if c.Tomorrow {
			entry.At = time.Now().Add(day)
		}
		crl.Entries = []CRLEntry{entry}
	}
	if c.Change != nil {
		c.Change(&crl)
	}
	return crl, nil
}

// url is what the leaf of a scenario names as its CRL.
func (c CRLState) url(r *Responder, name string) string { return cmp.Or(c.URL, r.CRLURL(name)) }
