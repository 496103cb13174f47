package ocspcheck

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"time"
)

// Chain gives a [Status] for each certificate of the chain, leaf first, all
// learnt concurrently. Where p.Chain is nil it builds the chain with
// [BuildChain], fetching the issuers that the server left out.
//
// The error is a [*ChainError] where a chain built here has a fault, and
// ctx's where the caller gave up; the statuses come with it. Without any
// chain to a trusted root there is no issuer to believe: the status of every
// certificate sent is then undetermined, with the chain's fault as code.
func (c Checker) Chain(ctx context.Context, p Presented) ([]Status, error) {
	if len(p.Sent) == 0 && len(p.Chain) == 0 {
		return nil, &ChainError{Code: CodeCertificateInvalid, Err: errors.New("no certificate to check")}
	}
	if c.Memo == nil {
		c.Memo = NewMemo(0)
		defer c.Memo.Close()
	}
	f := newFetcher(c.HTTP, c.Policy, newGuard(c.Policy, p.IP), c.Memo)
	f.keep = c.Keep

	chain, err := p.Chain, error(nil)
	if len(chain) == 0 {
		chain, err = BuildChain(p.Sent, c.Roots, p.Name, c.now())
	}
	var fetched []Attempt
	repaired := false
	if chain == nil {
		chain, fetched, err = c.repair(ctx, f, p, err)
		repaired = chain != nil
	}
	if chain == nil {
		return c.unverified(p, fetched, err), err
	}

	statuses := c.statuses(ctx, f, chain, p.Staple)
	c.demandStaple(&statuses[0], p.Staple)
	recordFetched(&statuses[0], fetched)
	if repaired {
		statuses[0].addCodes(CodeMissingIntermediate)
	}
	if err == nil && errors.Is(ctx.Err(), context.Canceled) {
		err = ctx.Err()
	}
	return c.again(ctx, p, statuses, err)
}

// recordFetched puts the fetches of issuers before the other attempts; what
// went wrong with them is remarked.
func recordFetched(s *Status, fetched []Attempt) {
	s.Attempts = append(fetched, s.Attempts...)
	for _, attempt := range fetched {
		if attempt.Err != nil {
			s.addCodes(attempt.Code)
		}
	}
}

func (c Checker) statuses(ctx context.Context, f *fetcher, chain []*x509.Certificate, staple []byte) []Status {
	statuses := make([]Status, len(chain))
	var group sync.WaitGroup
	for i := 1; i < len(chain)-1; i++ {
		if c.Policy.LeafOnly {
			statuses[i] = Status{Cert: chain[i], Issuer: chain[i+1], Verdict: Skipped, Code: CodeRevocationLeafOnly}
			continue
		}
		c.asker(f, chain[i:]).statusAbove(ctx, &statuses[i], group.Go)
	}
	if len(chain) > 1 {
		statuses[0] = c.asker(f, chain).status(ctx, staple)
	}
	group.Wait()
	statuses[len(chain)-1] = Status{
		Cert:    chain[len(chain)-1],
		Verdict: Skipped,
		Code:    CodeRevocationRootSkipped,
	}
	return statuses
}

// asker asks about the first certificate of a chain that has an issuer.
func (c Checker) asker(f *fetcher, chain []*x509.Certificate) *asker {
	return &asker{checker: c, fetcher: f, cert: chain[0], issuer: chain[1], above: chain[2:]}
}

// unverified gives the statuses of a chain without a trusted root.
func (c Checker) unverified(p Presented, fetched []Attempt, err error) []Status {
	code := CodeUnknownCA
	var fault *ChainError
	if errors.As(err, &fault) {
		code = fault.Code
	}
	statuses := make([]Status, len(p.Sent))
	for i, cert := range p.Sent {
		statuses[i] = Status{Cert: cert, Verdict: Undetermined, Code: code}
	}
	recordFetched(&statuses[0], fetched)
	c.demandStaple(&statuses[0], p.Staple)
	return statuses
}

// status asks the sources in order, as far as the policy allows: the staple,
// the store, then every responder and at last every CRL until one gives a
// valid answer. A staple that says good ends it unless all are to be asked,
// one that says revoked always.
func (a *asker) status(ctx context.Context, staple []byte) Status {
	s := Status{Cert: a.cert, Issuer: a.issuer, Verdict: Undetermined}
	if len(staple) > 0 && !a.checker.Policy.NoStaple {
		s.consider(MechanismStaple, a.withDelegate(ctx, a.judgeStaple(staple)))
	}
	responders := firstN(a.cert.OCSPServer, maxURLs)
	if a.checker.Policy.NoResponder {
		responders = nil
	}
	if len(responders) > 0 && a.asks(s) {
		if j, found := a.stored(); found && a.withDelegate(ctx, j).valid() {
			s.consider(MechanismStore, j)
			responders = nil
		} else if found { // a fault of ours: it says nothing of the server
			s.addCodes(CodeStoreEntryRejected)
		}
	}
	for _, target := range responders {
		if !a.asks(s) {
			break
		}
		j := a.withDelegate(ctx, a.responder(ctx, target))
		s.consider(MechanismOCSP, j)
		if j.valid() {
			break
		}
	}
	if a.wantsCRL(s) {
		a.crls(ctx, &s)
	}
	if s.Mechanism == "" && len(a.cert.OCSPServer) == 0 && len(a.cert.CRLDistributionPoints) > 0 {
		s.addCodes(CodeOCSPURLMissing)
	}
	s.Attempts = a.attempts
	switch {
	case s.Code != "":
	case a.checker.Policy.NoResponder && len(a.cert.OCSPServer)+len(a.cert.CRLDistributionPoints) > 0:
		s.Code = CodeRevocationNotAsked
	default:
		s.Verdict, s.Code = NotCovered, uncovered(a.cert)
	}
	s.remarkConflict()
	s.remarkRemaining(a.checker.Policy.MinRemaining, a.checker.now())
	return s
}

// asks says whether, after what is known, a responder is of interest.
func (a *asker) asks(s Status) bool {
	return s.Verdict != Revoked && (s.Verdict != Good || a.checker.Policy.AskAll)
}

func (a *asker) judgeStaple(staple []byte) Judgement {
	started := time.Now()
	j := a.checker.JudgeResponse(staple, a.cert, a.issuer, a.checker.now())
	attempt := j.attempt(MechanismStaple, started)
	attempt.Raw = a.checker.kept(staple)
	a.attempts = append(a.attempts, attempt)
	return j
}

// consider adds what a source said. The first valid source gives the
// verdict, but revoked wins; every other code stays in Codes, so that no
// later answer erases a forged one.
func (s *Status) consider(m Mechanism, j Judgement) {
	decides := j.valid() && (s.Mechanism == "" || j.Verdict == Revoked && s.Verdict != Revoked)
	switch {
	case decides:
		before := s.Code
		s.Verdict, s.Mechanism, s.Code = j.Verdict, m, j.Code
		if before != "" {
			s.addCodes(before)
		}
		s.ThisUpdate, s.NextUpdate, s.ProducedAt = j.ThisUpdate, j.NextUpdate, j.ProducedAt
		s.RevokedAt, s.Reason = j.RevokedAt, j.Reason
		s.Signer, s.Algorithm = j.Signer, j.Algorithm
	case s.Code == "":
		s.Code = j.Code
	default:
		s.addCodes(j.Code)
	}
	s.addCodes(j.Codes...)
}

// remarkRemaining remarks that a good answer soon is none any more: a server
// whose staple is not renewed, or a responder that is not, fails then.
func (s *Status) remarkRemaining(least time.Duration, now time.Time) {
	if s.Verdict != Good || s.NextUpdate.IsZero() || s.NextUpdate.Sub(now) >= least {
		return
	}
	if s.Code == CodeCRLCertGood { // a saved CRL has the mechanism of files
		s.addCodes(CodeCRLExpiresSoon)
	} else {
		s.addCodes(CodeOCSPResponseExpiresSoon)
	}
}

// addCodes adds each code once.
func (s *Status) addCodes(codes ...string) {
	for _, code := range codes {
		if code != s.Code && !slices.Contains(s.Codes, code) {
			s.Codes = append(s.Codes, code)
		}
	}
}
