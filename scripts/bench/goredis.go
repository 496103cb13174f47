package main

import (
	"errors"

	"github.com/redis/go-redis/v9"
)

func goredisOptions(e *env) *redis.Options {
	return &redis.Options{Addr: e.addr, TLSConfig: e.tls, PoolSize: e.workers, Protocol: 3, ReadTimeout: timeout, WriteTimeout: timeout}
}

func goredisGet(e *env) (operation, error) {
	c := redis.NewClient(goredisOptions(e))
	return operation{func(int) error { return check(c.Get(ctx, key0).Result()) }, func() { _ = c.Close() }}, nil
}

func goredisPipeline(e *env) (operation, error) {
	c := redis.NewClient(goredisOptions(e))
	return operation{func(int) error {
		p := c.Pipeline()
		replies := make([]*redis.StringCmd, pipelined)
		for i := range replies {
			replies[i] = p.Get(ctx, key0)
		}
		if _, err := p.Exec(ctx); err != nil {
			return err
		}
		for _, r := range replies {
			if err := check(r.Result()); err != nil {
				return err
			}
		}
		return nil
	}, func() { _ = c.Close() }}, nil
}

func goredisConnect(e *env) (operation, error) {
	o := goredisOptions(e)
	o.Username, o.Password, o.ClientName, o.DB = user, password, "bench", 1
	return operation{func(int) error {
		c := redis.NewClient(o)
		return errors.Join(c.Ping(ctx).Err(), c.Close())
	}, nil}, nil
}
