package lab

import "time"

// serveCRL serves the scenario's CRL, a shard as large CAs publish them.
func (l *Lab) serveCRL(s Scenario, issuer *Authority, leaf *Leaf) error {
	state := s.CRL
	if !state.Named || state.Missing {
		return nil
	}
	var crl CRL
	shard := IssuingPoint{URL: l.responder.CRLURL(s.Name), OnlyUser: true}
	if state.OtherShard {
		shard.URL = l.responder.CRLURL("another")
	}
	extension, err := shard.Extension()
	if err != nil {
		return err
	}
	crl.Extensions = append(crl.Extensions, extension)
	if state.Listed {
		crl.Entries = []CRLEntry{{Serial: leaf.Cert.SerialNumber, Reason: state.Reason}}
	}
	if state.Expired {
		crl.ThisUpdate, crl.NextUpdate = time.Now().Add(-72*time.Hour), time.Now().Add(-24*time.Hour)
	}
	if state.Forged {
		impostor, err := NewRoot(issuer.Cert.Subject.CommonName)
		if err != nil {
			return err
		}
		issuer = &Authority{Cert: issuer.Cert, Key: impostor.Key}
	}
	raw, err := issuer.CRL(crl)
	if err != nil {
		return err
	}
	l.responder.ServeCRL(s.Name, raw)
	return nil
}
