package ocspcheck

import (
	"time"
)

// stored judges what the store holds about the certificate, like any other
// response; false where it holds nothing. Whoever sends a nonce wants no old
// answer.
func (a *asker) stored() (j Judgement, found bool) {
	if a.checker.Store == nil || a.checker.Policy.Nonce {
		return j, false
	}
	started, at := time.Now(), a.checker.now()
	raw, err := a.checker.Store.Load(responseKey(a.cert, a.issuer), at)
	switch {
	case err != nil:
		j = rejected(&SourceError{Code: CodeStoreEntryRejected, Err: err}, nil)
	case raw == nil:
		return j, false
	default:
		j = a.checker.JudgeResponse(raw, a.cert, a.issuer, at)
	}
	attempt := j.attempt(MechanismStore, started)
	attempt.Raw = a.checker.kept(raw)
	a.attempts = append(a.attempts, attempt)
	return j, true
}

// keep puts a valid answer into the store, the first time that the run sees
// it, and remarks where that fails. Unknown is not kept: the responder may
// learn of a new certificate any time.
func (a *asker) keep(r reply, j *Judgement) {
	if a.checker.Store == nil || j.Verdict != Good && j.Verdict != Revoked {
		return
	}
	until := freshUntil(r.header, j.NextUpdate, a.checker.now())
	if until.IsZero() {
		return
	}
	r.once.Do(func() {
		if err := a.checker.Store.Save(responseKey(a.cert, a.issuer), r.body, until); err != nil {
			j.Codes = append(j.Codes, CodeStoreNotWritten)
		}
	})
}
