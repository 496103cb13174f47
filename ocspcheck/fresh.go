package ocspcheck

import (
	"context"
	"slices"
)

// again looks at the server a second time where a responder is not
// authorised for its certificate: behind one name there may be several
// servers with a certificate each, and one of them may be asked about. The
// statuses are then those of the certificate shown second, with the attempts
// of both.
func (c Checker) again(ctx context.Context, p Presented, statuses []Status, err error) ([]Status, error) {
	leaf := statuses[0]
	if p.Fresh == nil || leaf.Verdict != Undetermined ||
		leaf.Code != CodeOCSPResponderUnauthorized && !slices.Contains(leaf.Codes, CodeOCSPResponderUnauthorized) {
		return statuses, err
	}
	second, freshErr := p.Fresh(ctx)
	if freshErr != nil || len(second.Sent) == 0 || second.Sent[0].Equal(leaf.Cert) {
		return statuses, err
	}
	second.Fresh = nil
	statuses, err = c.Chain(ctx, second)
	if len(statuses) > 0 {
		statuses[0].Attempts = slices.Concat(leaf.Attempts, statuses[0].Attempts)
		statuses[0].addCodes(CodeCertificateChanged)
		statuses[0].addCodes(leaf.Code)
		statuses[0].addCodes(leaf.Codes...)
	}
	return statuses, err
}
