package ocspcheck

// sharedReasons puts together what several CRLs say that share the reasons
// among them (RFC 5280 6.3.3): only all of them vouch for a certificate.
type sharedReasons struct {
	covered reasonMask
	partial *Judgement // of the last that did not do alone
}

// add takes in the judgement of a CRL and the reasons that it speaks of. One
// that says good for some of them waits for the others: it comes back as
// what it is worth alone, and is not to be considered yet.
func (r *sharedReasons) add(j Judgement, reasons reasonMask) (_ Judgement, waits bool) {
	r.covered |= reasons
	if j.Verdict != Good || r.covered == allReasons {
		return j, false
	}
	j = partialJudgement(j)
	r.partial = &j
	return j, true
}

// end counts one that waited in vain.
func (r *sharedReasons) end(s *Status, m Mechanism) {
	if r.partial != nil && r.covered != allReasons {
		s.consider(m, *r.partial)
	}
}

// partialJudgement is what a CRL for some reasons is worth alone.
func partialJudgement(j Judgement) Judgement {
	err := reject(CodeCRLScopeMismatch, "CRL speaks of some reasons only, and names the certificate for none of them")
	return rejected(err, j.Codes)
}
