package ocspcheck

import (
	"crypto/x509/pkix"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// timeForm is the one form of GeneralizedTime that RFC 5280 4.1.2.5.2 allows;
// looseForms are what responders write instead.
const timeForm = "20060102150405Z"

var looseForms = []string{"20060102150405Z0700", "200601021504Z0700"}

// readTime reads a GeneralizedTime, and notes every other form than
// YYYYMMDDHHMMSSZ.
func (r *Response) readTime(in *cryptobyte.String) (time.Time, error) {
	var text cryptobyte.String
	if !in.ReadASN1(&text, der.GeneralizedTime) {
		return time.Time{}, malformed("time")
	}
	// Formatting back finds fractions, which time.Parse lets pass.
	if t, err := time.Parse(timeForm, string(text)); err == nil && t.Format(timeForm) == string(text) {
		return t, nil
	}
	breach := reject(CodeOCSPTimeMalformed, "OCSP response: time %q is not YYYYMMDDHHMMSSZ", text)
	for _, form := range looseForms {
		if t, err := time.Parse(form, string(text)); err == nil {
			r.breaches = append(r.breaches, breach)
			return t.UTC(), nil
		}
	}
	return time.Time{}, breach
}

// readExtensions reads a list of extensions, and notes one that stands twice.
func (r *Response) readExtensions(explicit cryptobyte.String) ([]pkix.Extension, error) {
	var list cryptobyte.String
	if !explicit.ReadASN1(&list, der.SEQUENCE) || !explicit.Empty() || list.Empty() {
		return nil, malformed("extensions")
	}
	var extensions []pkix.Extension
	for !list.Empty() {
		e, spelt, ok := readExtension(&list)
		if !ok || len(extensions) == maxExtensions {
			return nil, malformed("extensions")
		}
		r.nonDER = r.nonDER || spelt
		if _, twice := valueOf(extensions, e.Id); twice {
			r.note(CodeOCSPDuplicateExtension, "OCSP response: extension %v stands twice", e.Id)
		}
		extensions = append(extensions, e)
	}
	return extensions, nil
}
