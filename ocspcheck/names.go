package ocspcheck

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// sameName compares two DER names as RFC 5280 7.1 asks: neither the type of
// a string nor case nor the number of blanks between words makes a
// difference.
func sameName(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	foldedA, okA := foldName(a)
	foldedB, okB := foldName(b)
	return okA && okB && foldedA == foldedB
}

// foldName gives a text that is the same for names that are.
func foldName(raw []byte) (folded string, ok bool) {
	in := cryptobyte.String(raw)
	var rdns cryptobyte.String
	if !in.ReadASN1(&rdns, der.SEQUENCE) || !in.Empty() {
		return "", false
	}
	var out strings.Builder
	for !rdns.Empty() {
		var set cryptobyte.String
		if !rdns.ReadASN1(&set, der.SET) || set.Empty() {
			return "", false
		}
		var parts []string
		for !set.Empty() {
			part, ok := foldAttribute(&set)
			if !ok {
				return "", false
			}
			parts = append(parts, part)
		}
		slices.Sort(parts)
		fmt.Fprintf(&out, "%q", parts)
	}
	return out.String(), true
}

func foldAttribute(set *cryptobyte.String) (folded string, ok bool) {
	var attribute, oid, value cryptobyte.String
	var tag der.Tag
	if !set.ReadASN1(&attribute, der.SEQUENCE) || !attribute.ReadASN1(&oid, der.OBJECT_IDENTIFIER) ||
		!attribute.ReadAnyASN1(&value, &tag) || !attribute.Empty() {
		return "", false
	}
	switch tag {
	case der.PrintableString, der.UTF8String, der.IA5String:
		return fmt.Sprintf("%x=%s", oid, strings.Join(strings.Fields(strings.ToLower(string(value))), " ")), true
	}
	return fmt.Sprintf("%x#%d %x", oid, tag, value), true
}
