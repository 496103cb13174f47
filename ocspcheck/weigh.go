package ocspcheck

import (
	"errors"
	"time"
)

// verdictCodes are the primary codes of valid responses.
var verdictCodes = map[Verdict]string{
	Good:    CodeOCSPCertGood,
	Revoked: CodeOCSPCertRevoked,
	Unknown: CodeOCSPCertUnknown,
}

// weigh combines all answers about the certificate. An answer outside its
// window counts only if it says revoked: nobody comes back from that, but from
// a hold.
func (book rulebook) weigh(m *matter, singles []*SingleResponse) Judgement {
	j := Judgement{Verdict: Undetermined}
	var firstErr error
	conflict := false
	for _, s := range singles {
		m.single = s
		late := allHold(book.answer, m)
		if late != nil && firstErr == nil {
			firstErr = late
		}
		if late != nil && (s.Status != Revoked || s.Reason == onHold) {
			continue
		}
		conflict = conflict || j.valid() && j.Verdict != s.Status
		if !j.valid() || book.outweighs(s.Status, j.Verdict) {
			j = answer(s, m.at)
			j.Codes = append(j.Codes, timeCodes(m, late)...)
		}
	}
	if !j.valid() {
		return rejected(firstErr, nil)
	}
	switch {
	case conflict:
		j.Codes = append(j.Codes, CodeOCSPConflictingResponses)
	case len(singles) > 1:
		j.Codes = append(j.Codes, CodeOCSPExtraResponses)
	}
	return j
}

// timeCodes names the breach of an answer that counts nevertheless, or what
// is worth a word about the times of one that holds.
func timeCodes(m *matter, late error) []string {
	var source *SourceError
	if errors.As(late, &source) {
		return []string{source.Code}
	}
	return windowRemarks(m)
}

// answer turns a SingleResponse into a judgement, its time aside.
func answer(s *SingleResponse, at time.Time) Judgement {
	j := Judgement{
		Verdict:    s.Status,
		Code:       verdictCodes[s.Status],
		ThisUpdate: s.ThisUpdate,
		NextUpdate: s.NextUpdate,
		RevokedAt:  s.RevokedAt,
	}
	if s.Status != Revoked {
		return j
	}
	if s.RevokedAt.After(at) {
		j.Codes = append(j.Codes, CodeOCSPRevokedInFuture)
	}
	name, ok := reasonNames[s.Reason]
	switch {
	case s.Reason == -1:
	case !ok, name == "removeFromCRL": // which only a delta CRL may say (RFC 5280 5.3.1)
		j.Codes = append(j.Codes, CodeOCSPReasonInvalid)
	case name == "certificateHold":
		j.Codes = append(j.Codes, CodeOCSPCertOnHold)
	}
	j.Reason = name
	return j
}

// reasonNames are the CRLReasons of RFC 5280 5.3.1; 7 is not used.
var reasonNames = map[int]string{
	0:  "unspecified",
	1:  "keyCompromise",
	2:  "cACompromise",
	3:  "affiliationChanged",
	4:  "superseded",
	5:  "cessationOfOperation",
	6:  "certificateHold",
	8:  "removeFromCRL",
	9:  "privilegeWithdrawn",
	10: "aACompromise",
}
