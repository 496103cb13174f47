package conn

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// revocation learns whether the server's certificates are revoked. It comes
// before the wait for the server's word on ours, because that arrives with
// the reply to the first command, which may hold a password.
func (l *link) revocation(ctx context.Context) error {
	r := l.o.TLS.Revocation
	if r == nil {
		return nil
	}
	s := l.rec.begin(PhaseOCSP, l.peer.Addr)
	fault := l.revocationFault(ctx, *r)
	if fault == nil {
		s.end(nil)
		return nil
	}
	failed := l.fail(ctx, PhaseOCSP, fault.code, fault.err)
	s.end(failed)
	if fault.open && r.Soft && ctx.Err() == nil {
		return nil
	}
	return failed
}

// revocationFault is why the server's chain is not vouched for.
type revocationFault struct {
	code string
	err  error
	open bool // nothing is wrong, but nobody could tell
}

// revocationFault fills the peer's Revocation and gives the worst of what it
// says: first what refuses in any case, then what is undetermined.
func (l *link) revocationFault(ctx context.Context, r Revocation) *revocationFault {
	p := l.peer
	switch {
	case l.expected != nil && !l.expected.Equal(p.Sent[0]):
		return &revocationFault{code: CodeCertPinMismatch, err: errors.New("the server's certificate is not the expected one")}
	case r.demandsStaple() && len(p.Staple) == 0:
		return &revocationFault{code: ocspcheck.CodeMustStapleMissing, err: errors.New("a staple is demanded and the server sent none")}
	case p.Chain == nil:
		// Without a trusted root there is no issuer to believe.
		return &revocationFault{code: chainCode(p.ChainErr), err: p.ChainErr, open: true}
	}
	statuses, err := l.checker(r).Chain(ctx, ocspcheck.Presented{
		Sent: p.Sent, Chain: p.Chain, Staple: p.Staple, Name: p.Name, IP: p.IP,
	})
	p.Revocation = statuses
	if err != nil { // the caller gave up
		return &revocationFault{code: ocspcheck.CodeRevocationInterrupted, err: err}
	}
	for _, judge := range []func(ocspcheck.Status) *revocationFault{refusal, gap} {
		for _, s := range statuses {
			if fault := judge(s); fault != nil {
				return fault
			}
		}
	}
	return nil
}

// demandsStaple is true where only a staple will do.
func (r Revocation) demandsStaple() bool {
	return r.MustStaple || r.Staple && !r.Responder && !r.Soft
}

// checker is the caller's, with what the options say already.
func (l *link) checker(r Revocation) ocspcheck.Checker {
	c := r.Checker
	if c.Clock == nil {
		c.Clock = l.o.TLS.Clock
	}
	if c.Roots == nil {
		c.Roots = l.roots.Pool()
	}
	switch {
	case r.Staple && r.Responder:
		c.Policy.AskAll = true
	case r.Staple:
		c.Policy.NoResponder = true
	case r.Responder:
		c.Policy.NoStaple = true
	}
	return c
}

func chainCode(err error) string {
	var chain *ocspcheck.ChainError
	if errors.As(err, &chain) {
		return chain.Code
	}
	return ocspcheck.CodeCertificateInvalid
}

// loadExpected reads the certificate that the server must show; nil for any.
func (r *Revocation) loadExpected() (*x509.Certificate, error) {
	if r == nil || r.ExpectedFile == "" {
		return nil, nil
	}
	data, err := readFile(r.ExpectedFile)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, configError(CodeCertNotPEM, "", fmt.Errorf("%s holds no PEM", r.ExpectedFile))
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, configError(CodeCertMalformed, "", fmt.Errorf("%s: %w", r.ExpectedFile, err))
	}
	return cert, nil
}
