package main

import (
	"time"

	"github.com/valkey-io/valkey-go"
)

func valkeygoOptions(e *env) valkey.ClientOption {
	return valkey.ClientOption{
		InitAddress: []string{e.addr}, TLSConfig: e.tls,
		ForceSingleClient: true, DisableCache: true, ConnWriteTimeout: timeout,
	}
}

// valkeygoGet shares one connection; pooled takes one of many for each
// request.
func valkeygoGet(pooled bool) func(*env) (operation, error) {
	return func(e *env) (operation, error) {
		o := valkeygoOptions(e)
		o.DisableAutoPipelining = pooled
		c, err := valkey.NewClient(o)
		return operation{func(int) error {
			return check(c.Do(ctx, c.B().Get().Key(key0).Build()).ToString())
		}, func() { c.Close() }}, err
	}
}

func valkeygoPipeline(e *env) (operation, error) {
	c, err := valkey.NewClient(valkeygoOptions(e))
	if err != nil {
		return operation{}, err
	}
	commands := make(valkey.Commands, pipelined)
	for i := range commands {
		commands[i] = c.B().Get().Key(key0).Build().Pin() // encoded once
	}
	return operation{func(int) error {
		for _, r := range c.DoMulti(ctx, commands...) {
			if err := check(r.ToString()); err != nil {
				return err
			}
		}
		return nil
	}, c.Close}, nil
}

func valkeygoConnect(e *env) (operation, error) {
	o := valkeygoOptions(e)
	o.Username, o.Password, o.ClientName, o.SelectDB = user, password, "bench", 1
	return operation{func(int) error {
		c, err := valkey.NewClient(o)
		if err != nil {
			return err
		}
		defer c.Close()
		return c.Do(ctx, c.B().Ping().Build()).Error()
	}, nil}, nil
}

// valkeygoCache has every key in its client-side cache.
func valkeygoCache(e *env) (operation, error) {
	o := valkeygoOptions(e)
	o.DisableCache = false
	c, err := valkey.NewClient(o)
	return operation{func(int) error {
		for i := range hits {
			r := c.DoCache(ctx, c.B().Get().Key(cached[i%keys]).Cache(), time.Hour)
			if err := check(r.ToString()); err != nil {
				return err
			}
		}
		return nil
	}, func() { c.Close() }}, err
}
