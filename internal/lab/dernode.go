package lab

import (
	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Node is one DER element that can be changed and written again, with every
// length around it put right.
type Node struct {
	Tag  der.Tag
	Raw  []byte  // of a primitive
	Kids []*Node // of a constructed one, or of an OCTET STRING that holds a response
}

// ReadNode reads one element and all within it; what is no DER is a NULL.
func ReadNode(raw []byte) *Node {
	in := cryptobyte.String(raw)
	if n := readNode(&in); n != nil {
		return n
	}
	return &Node{Tag: der.NULL}
}

// readNode gives nil where there is no element.
func readNode(in *cryptobyte.String) *Node {
	var n Node
	var body cryptobyte.String
	if !in.ReadAnyASN1(&body, &n.Tag) {
		return nil
	}
	n.Raw = body
	if holds := n.Tag == der.OCTET_STRING && len(body) > 100; n.Tag&0x20 == 0 && !holds {
		return &n
	}
	for !body.Empty() {
		kid := readNode(&body)
		if kid == nil { // octets that are no DER, such as a long nonce
			return &Node{Tag: n.Tag, Raw: n.Raw}
		}
		n.Kids = append(n.Kids, kid)
	}
	n.Raw = nil
	return &n
}

// Bytes writes the element.
func (n *Node) Bytes() ([]byte, error) {
	var b cryptobyte.Builder
	n.add(&b)
	return b.Bytes()
}

func (n *Node) add(b *cryptobyte.Builder) {
	b.AddASN1(n.Tag, func(b *cryptobyte.Builder) {
		b.AddBytes(n.Raw)
		for _, kid := range n.Kids {
			kid.add(b)
		}
	})
}

// Insert puts a primitive before the i-th child.
func (n *Node) Insert(i int, tag der.Tag, raw []byte) {
	n.Kids = append(n.Kids[:i:i], append([]*Node{{Tag: tag, Raw: raw}}, n.Kids[i:]...)...)
}

// Remove takes the i-th child out.
func (n *Node) Remove(i int) { n.Kids = append(n.Kids[:i:i], n.Kids[i+1:]...) }

// At goes down by the indexes of children.
func (n *Node) At(path ...int) *Node {
	for _, i := range path {
		n = n.Kids[i]
	}
	return n
}
