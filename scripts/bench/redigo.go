package main

import (
	"github.com/gomodule/redigo/redis"
)

func redigoDial(e *env, more ...redis.DialOption) (redis.Conn, error) {
	return redis.Dial("tcp", e.addr, append(more, redis.DialReadTimeout(timeout), redis.DialWriteTimeout(timeout),
		redis.DialUseTLS(e.tls != nil), redis.DialTLSConfig(e.tls))...)
}

func redigoGet(e *env) (operation, error) {
	c, err := redigoDial(e)
	return operation{func(int) error { return check(redis.Bytes(c.Do("GET", key0))) }, func() { _ = c.Close() }}, err
}

func redigoPipeline(e *env) (operation, error) {
	c, err := redigoDial(e)
	return operation{func(int) error {
		for range pipelined {
			if err := c.Send("GET", key0); err != nil {
				return err
			}
		}
		if err := c.Flush(); err != nil {
			return err
		}
		for range pipelined {
			if err := check(redis.Bytes(c.Receive())); err != nil {
				return err
			}
		}
		return nil
	}, func() { _ = c.Close() }}, err
}

func redigoPool(e *env) (operation, error) {
	p := &redis.Pool{MaxIdle: e.workers, MaxActive: e.workers, Wait: true, Dial: func() (redis.Conn, error) { return redigoDial(e) }}
	return operation{func(int) error {
		c := p.Get()
		defer func() { _ = c.Close() }()
		return check(redis.Bytes(c.Do("GET", key0)))
	}, func() { _ = p.Close() }}, nil
}

// redigoConnect has no HELLO and no library's name: AUTH, SETNAME and SELECT.
func redigoConnect(e *env) (operation, error) {
	return operation{func(int) error {
		c, err := redigoDial(e, redis.DialUsername(user), redis.DialPassword(password), redis.DialClientName("bench"), redis.DialDatabase(1))
		if err != nil {
			return err
		}
		return c.Close()
	}, nil}, nil
}
