package main

import (
	"context"
	"errors"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/conn/resp"
)

var ctx = context.Background()

func text(v resp.Value, err error) error { return check(v.Text(), err) }

func oursGet(e *env) (operation, error) {
	c, err := conn.Dial(ctx, e.options)
	return operation{func(int) error { return text(c.Do(ctx, "GET", key0)) }, func() { c.Close() }}, err
}

func oursPipeline(e *env) (operation, error) {
	c, err := conn.Dial(ctx, e.options)
	commands := make([][]string, pipelined)
	for i := range commands {
		commands[i] = []string{"GET", key0}
	}
	return operation{func(int) error {
		replies, err := c.Pipeline(ctx, commands)
		if err != nil {
			return err
		}
		if len(replies) != pipelined {
			return errors.New("replies are missing")
		}
		for _, v := range replies {
			if v.Text() != value {
				return errBytes
			}
		}
		return nil
	}, func() { c.Close() }}, err
}

func oursPool(e *env) (operation, error) {
	p := conn.NewPool(conn.PoolOptions{Options: e.options, Max: e.workers})
	return operation{func(int) error {
		c, err := p.Get(ctx)
		if err != nil {
			return err
		}
		defer p.Put(c)
		return text(c.Do(ctx, "GET", key0))
	}, p.Close}, nil
}

// oursConnect does what no peer does in one round trip.
func oursConnect(e *env) (operation, error) {
	o := e.options
	o.Username, o.Password, o.ClientName, o.DB, o.Protocol = user, password, "bench", 1, 3
	return operation{func(int) error {
		c, err := conn.Dial(ctx, o)
		if err != nil {
			return err
		}
		return c.Close()
	}, nil}, nil
}
