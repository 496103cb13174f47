package curve

// heap holds positions, the newest first.
type heap []uint32

func (h *heap) push(p uint32) {
	*h = append(*h, p)
	s := *h
	for i := len(s) - 1; i > 0 && s[(i-1)/2] < s[i]; i = (i - 1) / 2 {
		s[i], s[(i-1)/2] = s[(i-1)/2], s[i]
	}
}

// pop takes the newest out.
func (h *heap) pop() uint32 {
	s := *h
	last := s[len(s)-1]
	*h = s[:len(s)-1]
	if len(*h) == 0 {
		return last
	}
	return h.replace(last)
}

// replace takes the newest out and puts p in.
func (h heap) replace(p uint32) (newest uint32) {
	newest, h[0] = h[0], p
	for i := 0; ; {
		child := 2*i + 1
		if child+1 < len(h) && h[child+1] > h[child] {
			child++
		}
		if child >= len(h) || h[child] <= h[i] {
			return newest
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}
