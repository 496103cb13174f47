package ocspcheck

// maxDepth bounds how deep elements without a length are followed.
const maxDepth = 8

// definite gives an element in definite-length form, and what follows it.
// PKCS #7 may be BER, as tools write it that do not know the length when
// they begin: then the outer elements end with two zero octets (X.690
// 8.1.3.6) where DER has their length. Elements that have one are copied as
// they are, for certificates inside are signed.
func definite(in []byte, depth int) (element, rest []byte, ok bool) {
	const indefinite = 0x80
	if len(in) < 2 || in[0]&0x1f == 0x1f { // a tag of several octets: none in PKCS #7
		return nil, nil, false
	}
	if in[1] != indefinite {
		size, header, ok := berLength(in[1:])
		if end := 1 + header + size; ok && end <= len(in) {
			return in[:end], in[end:], true
		}
		return nil, nil, false
	}
	constructed := in[0]&0x20 != 0
	if !constructed || depth == maxDepth {
		return nil, nil, false
	}
	var content []byte
	for rest = in[2:]; ; {
		if len(rest) >= 2 && rest[0] == 0 && rest[1] == 0 {
			return append(berHeader(in[0], len(content)), content...), rest[2:], true
		}
		var child []byte
		if child, rest, ok = definite(rest, depth+1); !ok {
			return nil, nil, false
		}
		content = append(content, child...)
	}
}

// berLength reads a length, and how many octets it takes.
func berLength(in []byte) (size, octets int, ok bool) {
	if in[0] < 0x80 {
		return int(in[0]), 1, true
	}
	octets = int(in[0] & 0x7f)
	if octets > 3 || len(in) <= octets {
		return 0, 0, false
	}
	for _, b := range in[1 : 1+octets] {
		size = size<<8 | int(b)
	}
	return size, 1 + octets, true
}

// berHeader writes tag and length, of at most 2^24 octets.
func berHeader(tag byte, size int) []byte {
	switch {
	case size < 0x80:
		return []byte{tag, byte(size)}
	case size < 1<<8:
		return []byte{tag, 0x81, byte(size)}
	case size < 1<<16:
		return []byte{tag, 0x82, byte(size >> 8), byte(size)}
	}
	return []byte{tag, 0x83, byte(size >> 16), byte(size >> 8), byte(size)}
}
