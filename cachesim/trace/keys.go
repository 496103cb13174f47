package trace

// parseKeys takes one key per line; every line is one GET, a blank one none.
func parseKeys(b *Block, from, to uint32) error {
	if from == to {
		return nil
	}
	b.bare = true
	b.starts = append(b.starts, len(b.spans))
	b.spans = append(b.spans, span{from, to})
	return nil
}
