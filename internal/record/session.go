package record

import (
	"context"
	"sync/atomic"

	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/conn"
)

// session moves lines of MONITOR into a file.
type session struct {
	writer   *trace.RecordWriter
	keeper   *keeper
	clients  clients
	block    trace.Block
	leftOut  uint64
	requests *atomic.Uint64
}

// listen records until ctx ends or there are so many requests; most is 0 for
// any number. Its error is of the connection or of the file.
func (s *session) listen(ctx context.Context, c *conn.Conn, most uint64) error {
	for line, err := range c.Monitor(ctx) {
		if err != nil {
			return err
		}
		if err := s.add(line); err != nil {
			return err
		}
		if most > 0 && s.requests.Load() >= most {
			return nil
		}
	}
	return nil
}

// add stores what may be stored of a line. One that is no request is counted.
func (s *session) add(line string) error {
	b := &s.block
	if err := b.Monitor(line); err != nil {
		s.leftOut++
		return nil
	}
	for i := range b.Len() {
		if err := s.writer.Add(b.Time[i], b.DB[i], s.clients.number(b.Client(i)), s.keeper.keep(b.Args(i))); err != nil {
			return err
		}
		s.requests.Add(1)
	}
	return nil
}

// maxClients bounds the addresses remembered: a server may have many clients
// that come for one command.
const maxClients = 1 << 20

// clients numbers clients from 1 on, in the order in which they come.
type clients struct {
	most    int // of addresses remembered
	numbers map[string]uint64
	last    uint64
}

// number is 0 for a script.
func (c *clients) number(address []byte) uint64 {
	if string(address) == "lua" {
		return 0
	}
	if n, ok := c.numbers[string(address)]; ok {
		return n
	}
	if c.numbers == nil || len(c.numbers) == c.most {
		c.numbers = map[string]uint64{} // who was forgotten is taken for another
	}
	c.last++
	c.numbers[string(address)] = c.last
	return c.last
}
