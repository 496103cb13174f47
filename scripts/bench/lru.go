package main

import (
	lru "github.com/hashicorp/golang-lru/v2"
)

// lruCache is golang-lru's get, under the keys alone.
func lruCache(*env) (operation, error) {
	c, err := lru.New[string, string](keys)
	if err != nil {
		return operation{}, err
	}
	for _, k := range cached {
		c.Add(k, value)
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
