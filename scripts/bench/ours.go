package main

import (
	"context"
	"errors"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/conn/resp"
)

var ctx = context.Background()

func text(v resp.Value, err error) error { return check(v.Text(), err) }

func oursGet(e *env) (operation, error) {
	c, err := conn.Dial(ctx, e.options)
	return operation{func(int) error { return text(c.Do(ctx, "GET", key0)) }, func() { _ = c.Close() }}, err
}

// oursGetInto puts the text into memory that there is.
func oursGetInto(e *env) (operation, error) {
	c, err := conn.Dial(ctx, e.options)
	var dst []byte
	return operation{func(int) error {
		var err error
		dst, _, err = c.DoInto(ctx, dst[:0], "GET", key0)
		return check(dst, err)
	}, func() { _ = c.Close() }}, err
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
	}, func() { _ = c.Close() }}, err
}

func oursPool(e *env) (operation, error) {
	p := conn.NewPool(conn.PoolOptions{Options: e.options, Max: e.workers})
	return operation{func(int) error { return text(p.Do(ctx, "GET", key0)) }, p.Close}, nil
}

func oursShared(e *env) (operation, error) {
	s := conn.NewShared(e.options)
	return operation{func(int) error { return text(s.Do(ctx, "GET", key0)) }, func() { _ = s.Close() }}, nil
}

// oursCache has every key in its client-side cache.
func oursCache(e *env) (operation, error) {
	o := e.options
	o.Caching = &conn.Caching{}
	c, err := conn.Dial(ctx, o)
	return operation{func(int) error {
		for i := range hits {
			if err := text(c.Do(ctx, "GET", cached[i%keys])); err != nil {
				return err
			}
		}
		return nil
	}, func() { _ = c.Close() }}, err
}

// localCache is the cache without the connection.
func localCache(*env) (operation, error) {
	c, err := localcache.New(localcache.Options{})
	if err != nil {
		return operation{}, err
	}
	for _, k := range cached {
		c.Set(k, value, []string{k})
	}
	return operation{func(int) error {
		for i := range hits {
			if got, ok := c.Get(cached[i%keys]); !ok || got != value {
				return errBytes
			}
		}
		return nil
	}, nil}, nil
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
