package conn

import (
	"context"
	"iter"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Monitor gives one line for every command that the server carries out, as
// MONITOR sends it: time, database, client and the quoted arguments, without
// the leading "+". It goes on until the loop or ctx ends, and closes the
// connection then. An error, an [*Error], is the last pair. The answer to
// MONITOR itself is bounded by Options.CommandTimeout; the wait for a line by
// ctx alone.
func (c *Conn) Monitor(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		s, err := c.startStream(ctx, []string{"MONITOR"})
		if err != nil {
			yield("", err)
			return
		}
		defer s.end()
		noPush := func(v resp.Value) bool { return v.Kind() != resp.Push }
		v, err := s.next(ctx, c.link.o.CommandTimeout, noPush)
		if err == nil && !isOK(v) {
			err = s.unexpected(ctx, v)
		}
		for err == nil {
			if v, err = s.next(ctx, 0, noPush); err == nil && v.Kind() != resp.SimpleString {
				err = s.unexpected(ctx, v)
			}
			if err == nil && !yield(v.Text(), nil) {
				return
			}
		}
		yield("", err)
	}
}
