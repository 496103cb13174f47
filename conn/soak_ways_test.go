//go:build unix

package conn

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

type pipeliner interface {
	Pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error)
}

func (s *soak) pipe(g, i int) error { return s.echoes(s.pool, g, i) }

func (s *soak) echoes(by pipeliner, g, i int) error {
	var commands [][]string
	for k := range 1 + rand.IntN(50) {
		commands = append(commands, []string{"ECHO", fmt.Sprintf("%d:%d:%d", g, i, k)})
	}
	replies, err := by.Pipeline(s.Context(), commands)
	for k, v := range replies {
		if err := s.own(v.Text(), commands[k][1]); err != nil {
			return err
		}
	}
	if err == nil && len(replies) != len(commands) {
		return fmt.Errorf("%d replies to %d commands", len(replies), len(commands))
	}
	return err
}

// transact does a transaction step by step, which a kill may cost.
func (s *soak) transact(g, i int) error {
	c, err := s.pool.Get(s.Context())
	if err != nil {
		return err
	}
	defer s.pool.Put(c)
	want := fmt.Sprintf("%d:%d", g, i)
	var v resp.Value
	for _, args := range [][]string{{"MULTI"}, {"ECHO", want}, {"ECHO", want + "b"}, {"EXEC"}} {
		if v, err = c.Do(s.Context(), args...); err != nil {
			s.lost.Add(1)
			return err
		}
	}
	if len(v.Items()) != 2 {
		return fmt.Errorf("EXEC gave %d replies", len(v.Items()))
	}
	return s.own(v.Items()[0].Text()+v.Items()[1].Text(), want+want+"b")
}

type doer interface {
	Do(ctx context.Context, args ...string) (resp.Value, error)
}

func (s *soak) cached(g, i int) error { return s.ownWrite(s.pool, "pool", g, i) }

func (s *soak) shareCached(g, i int) error { return s.ownWrite(s.shared, "shared", g, i) }

// ownWrite reads back, a few times, what it alone has written.
func (s *soak) ownWrite(by doer, name string, g, i int) error {
	key, want := fmt.Sprintf("%s:%d", name, g), fmt.Sprint(i)
	if _, err := by.Do(s.Context(), "SET", key, want); err != nil {
		return err
	}
	for range 4 {
		v, err := by.Do(s.Context(), "GET", key)
		if err != nil {
			return err
		}
		if err := s.own(v.Text(), want); err != nil {
			return err
		}
	}
	return nil
}

// share is given up at times, as the reply is on its way.
func (s *soak) share(g, i int) error {
	want := fmt.Sprintf("%d:%d", g, i) + strings.Repeat("y", i%9000)
	ctx := s.Context()
	hurried := i%3 == 0
	if hurried {
		within, cancel := context.WithTimeout(ctx, time.Duration(rand.IntN(500))*time.Microsecond)
		defer cancel()
		ctx = within
	}
	v, err := s.shared.Do(ctx, "ECHO", want)
	if err != nil && hurried && ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	return s.own(v.Text(), want)
}

func (s *soak) sharePipe(g, i int) error { return s.echoes(s.shared, g, i) }
