package sim

// heap is a priority queue of commands by a key that only grows while a command
// is inside: an entry keeps the key it came with, and gets the true one when it
// comes to the top.
type heap []ranked

type ranked struct {
	key   uint64
	id    uint32
	since uint32 // what the key counts from, where somebody needs it
}

func (h *heap) push(r ranked) {
	*h = append(*h, r)
	s := *h
	for i := len(s) - 1; i > 0 && s[i].key < s[(i-1)/2].key; i = (i - 1) / 2 {
		s[i], s[(i-1)/2] = s[(i-1)/2], s[i]
	}
}

// pop takes out the command with the least key. now gives the key that an
// entry has now; those without one are taken out, too. There must be one
// with.
func (h *heap) pop(now func(r ranked) (key uint64, ok bool)) uint32 {
	id, _ := h.top(now)
	h.drop()
	return id
}

// top gives the command that pop would, if there is one.
func (h *heap) top(now func(r ranked) (key uint64, ok bool)) (id uint32, ok bool) {
	for len(*h) > 0 {
		first := &(*h)[0]
		switch key, ok := now(*first); {
		case !ok:
			h.drop()
		case key != first.key:
			first.key = key
			h.sink()
		default:
			return first.id, true
		}
	}
	return 0, false
}

// drop takes out what is at the top.
func (h *heap) drop() {
	last := len(*h) - 1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	h.sink()
}

// sink puts the first entry where it belongs.
func (h heap) sink() {
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child < min(2*i+3, len(h)); child++ {
			if h[child].key < h[least].key {
				least = child
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
