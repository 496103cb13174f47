package ocspcheck

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// noReason is the reason of an entry that gives none.
const noReason = 0xff

// crlEntries are the entries of a CRL, one behind the other in blocks: a
// million of them take two thirds of what they take in DER.
type crlEntries struct {
	wanted   []byte   // the serial number whose entries are kept; nil for all
	kept     [][]byte // see add
	indirect bool     // some entry names another issuer
	unknown  asn1.ObjectIdentifier
	// unknown is a critical extension of some entry that nobody here
	// understands: the CRL must not be used (RFC 5280 5.3).
}

// crlEntry is what a CRL says about one serial number.
type crlEntry struct {
	date   []byte // of a time that validTime accepts
	reason int    // CRLReason, noReason if absent
}

// read reads and checks the entries up to end.
func (e *crlEntries) read(s *derStream, end int64, version int) bool {
	for s.position() < end {
		entry, ok := s.shortSequence()
		if !ok || !e.readEntry(entry, version) {
			return false
		}
	}
	return s.position() == end
}

func (e *crlEntries) readEntry(entry []byte, version int) bool {
	serial, rest, ok := split(entry, byte(der.INTEGER))
	if !ok || !minimalInteger(serial) {
		return false
	}
	date, rest, ok := splitTime(rest)
	if !ok {
		return false
	}
	reason := noReason
	if len(rest) > 0 {
		if version == 1 {
			return false
		}
		if reason, ok = e.readExtensions(rest); !ok {
			return false
		}
	}
	if e.wanted == nil || bytes.Equal(serial, e.wanted) {
		e.add(serial, date, reason)
	}
	return true
}

// blockSize bounds the blocks, of which all but the last are about full.
const blockSize = 256 << 10

// add keeps an entry: the lengths of serial number and date, both, and the
// reason.
func (e *crlEntries) add(serial, date []byte, reason int) {
	last := len(e.kept) - 1
	if last < 0 || len(e.kept[last])+len(serial) > blockSize-100 {
		var block []byte // the first grows as it must
		if last >= 0 {
			block = make([]byte, 0, blockSize)
		}
		e.kept = append(e.kept, block)
		last++
	}
	block := binary.BigEndian.AppendUint16(e.kept[last], uint16(len(serial)))
	block = append(block, byte(len(date)))
	block = append(block, serial...)
	block = append(block, date...)
	e.kept[last] = append(block, byte(reason))
}

// size is what is kept, in bytes.
func (e *crlEntries) size() int {
	size := 0
	for _, block := range e.kept {
		size += cap(block)
	}
	return size
}

// find gives all entries of a serial number, in order.
func (e *crlEntries) find(serial []byte) []crlEntry {
	var found []crlEntry
	for _, block := range e.kept {
		for at := block; len(at) > 0; {
			n, m := int(binary.BigEndian.Uint16(at)), int(at[2])
			if bytes.Equal(at[3:3+n], serial) {
				found = append(found, crlEntry{date: at[3+n : 3+n+m], reason: int(at[3+n+m])})
			}
			at = at[3+n+m+1:]
		}
	}
	return found
}

// plainReason is how nearly all entries give their reason: the extension
// reasonCode alone, less the last byte, which is the reason.
var plainReason = []byte{0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01}

var (
	oidReasonCode        = asn1.ObjectIdentifier{2, 5, 29, 21}
	oidHoldInstruction   = asn1.ObjectIdentifier{2, 5, 29, 23}
	oidInvalidityDate    = asn1.ObjectIdentifier{2, 5, 29, 24}
	oidCertificateIssuer = asn1.ObjectIdentifier{2, 5, 29, 29}
)

// readExtensions reads crlEntryExtensions and gives the reason.
func (e *crlEntries) readExtensions(raw []byte) (reason int, ok bool) {
	if n := len(plainReason); len(raw) == n+1 && bytes.Equal(raw[:n], plainReason) && raw[n] < 0x80 {
		return int(raw[n]), true
	}
	reason = noReason
	if bytes.Equal(raw, []byte{byte(der.SEQUENCE), 0}) {
		return reason, true // some CAs write out that there are none
	}
	extensions, ok := readCRLExtensions(raw)
	if !ok {
		return 0, false
	}
	for _, x := range extensions {
		switch {
		case x.Id.Equal(oidReasonCode):
			value := cryptobyte.String(x.Value)
			if !value.ReadASN1Enum(&reason) || !value.Empty() || reason < 0 || reason >= noReason {
				return 0, false
			}
		case x.Id.Equal(oidCertificateIssuer):
			e.indirect = true
		case x.Id.Equal(oidHoldInstruction), x.Id.Equal(oidInvalidityDate):
		case x.Critical && e.unknown == nil:
			e.unknown = x.Id
		}
	}
	return reason, true
}

// split reads an element off a slice. It is cryptobyte's ReadASN1 without
// its generality: it runs millions of times.
func split(in []byte, tag byte) (content, rest []byte, ok bool) {
	if len(in) < 2 || in[0] != tag {
		return nil, nil, false
	}
	if n := int(in[1]); n < 0x80 {
		if len(in) < 2+n {
			return nil, nil, false
		}
		return in[2 : 2+n], in[2+n:], true
	}
	long, body := cryptobyte.String(in), cryptobyte.String(nil)
	ok = long.ReadASN1(&body, der.Tag(tag))
	return body, long, ok
}

// minimalInteger says whether an INTEGER has no superfluous byte (X.690
// 8.3.2).
func minimalInteger(n []byte) bool {
	switch {
	case len(n) == 0:
		return false
	case len(n) == 1:
		return true
	}
	return n[0] != 0 && n[0] != 0xff || n[0]>>7 != n[1]>>7
}
