package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

var errBytes = errors.New("other bytes than were stored")

func check[T string | []byte](got T, err error) error {
	if err == nil && string(got) != value {
		return errBytes
	}
	return err
}

func dial(e *env) (net.Conn, error) {
	if e.tls != nil {
		return (&tls.Dialer{Config: e.tls}).DialContext(context.Background(), "tcp", e.addr)
	}
	return net.Dial("tcp", e.addr)
}

// hand is the plain loop: encode, deadline, write, parse, copy.
type hand struct {
	conn net.Conn
	r    *bufio.Reader
	out  []byte
}

func dialHand(e *env) (*hand, error) {
	c, err := dial(e)
	if err != nil {
		return nil, err
	}
	return &hand{conn: c, r: bufio.NewReaderSize(c, 16<<10)}, nil
}

func (h *hand) encode(args ...string) {
	h.out = strconv.AppendInt(append(h.out, '*'), int64(len(args)), 10)
	h.out = append(h.out, '\r', '\n')
	for _, arg := range args {
		h.out = strconv.AppendInt(append(h.out, '$'), int64(len(arg)), 10)
		h.out = append(h.out, '\r', '\n')
		h.out = append(append(h.out, arg...), '\r', '\n')
	}
}

func (h *hand) flush() error {
	if err := h.conn.SetDeadline(time.Now().Add(timeout)); err != nil {
		return err
	}
	_, err := h.conn.Write(h.out)
	return err
}

func (h *hand) send(args ...string) error {
	h.out = h.out[:0]
	h.encode(args...)
	return h.flush()
}

func (h *hand) bulk() ([]byte, error) {
	line, err := h.r.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	if len(line) < 4 || line[0] != '$' {
		return nil, fmt.Errorf("no bulk string: %q", line)
	}
	n := 0
	for _, c := range line[1 : len(line)-2] {
		n = n*10 + int(c-'0')
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(h.r, text); err != nil {
		return nil, err
	}
	_, err = h.r.Discard(2)
	return text, err
}

// handGet is the floor that a client may be measured by.
func handGet(e *env) (operation, error) {
	all, closeAll, err := perWorker(e, func() (*hand, error) { return dialHand(e) }, func(h *hand) { h.conn.Close() })
	return operation{func(w int) error {
		if err := all[w].send("GET", key0); err != nil {
			return err
		}
		return check(all[w].bulk())
	}, closeAll}, err
}

// handPipeline sends the commands at once.
func handPipeline(e *env) (operation, error) {
	h, err := dialHand(e)
	return operation{func(int) error {
		h.out = h.out[:0]
		for range pipelined {
			h.encode("GET", key0)
		}
		if err := h.flush(); err != nil {
			return err
		}
		for range pipelined {
			if err := check(h.bulk()); err != nil {
				return err
			}
		}
		return nil
	}, func() { h.conn.Close() }}, err
}

// rawGet is the limit: the same bytes, no thought.
func rawGet(n int) func(*env) (operation, error) {
	return func(e *env) (operation, error) {
		h := new(hand)
		h.encode("GET", key0)
		command := bytes.Repeat(h.out, n)
		want := bytes.Repeat([]byte("$100\r\n"+value+"\r\n"), n)
		type socket struct {
			net.Conn
			reply []byte
		}
		all, closeAll, err := perWorker(e, func() (*socket, error) {
			c, err := dial(e)
			return &socket{c, make([]byte, len(want))}, err
		}, func(s *socket) { s.Close() })
		return operation{func(w int) error {
			s := all[w]
			if err := s.SetDeadline(time.Now().Add(timeout)); err != nil {
				return err
			}
			if _, err := s.Write(command); err != nil {
				return err
			}
			if _, err := io.ReadFull(s, s.reply); err != nil {
				return err
			}
			if !bytes.Equal(s.reply, want) {
				return errBytes
			}
			return nil
		}, closeAll}, err
	}
}

// handConnect is dial and HELLO, without a user, a name and a database.
func handConnect(e *env) (operation, error) {
	return operation{func(int) error {
		h, err := dialHand(e)
		if err != nil {
			return err
		}
		defer h.conn.Close()
		if err := h.send("HELLO", "3"); err != nil {
			return err
		}
		line, err := h.r.ReadSlice('\n')
		if err == nil && line[0] != '%' {
			err = fmt.Errorf("no map: %q", line)
		}
		return err
	}, nil}, nil
}

// perWorker opens one of a thing for each worker.
func perWorker[T any](e *env, open func() (T, error), close func(T)) ([]T, func(), error) {
	var all []T
	closeAll := func() {
		for _, one := range all {
			close(one)
		}
	}
	for range e.workers {
		one, err := open()
		if err != nil {
			closeAll()
			return nil, nil, err
		}
		all = append(all, one)
	}
	return all, closeAll, nil
}
