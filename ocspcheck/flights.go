package ocspcheck

import (
	"context"
	"sync"
	"time"
)

// flights runs a function once for each key, however many ask for it and
// whenever, and remembers what it gave. singleflight of golang.org/x/sync
// would forget the result and tie the call to its first caller; here a call
// goes on while anybody waits for it, and ends with the last who gives up.
type flights[V any] struct {
	mu    sync.Mutex
	calls map[string]*flight[V]
	held  int // the cost of what is remembered
	bound int // above this everything remembered is forgotten
	cost  func(key string, value V) int
}

type flight[V any] struct {
	landed  chan struct{} // closed when value is there
	value   V
	at      time.Time // when it was there
	waiting int
	cancel  context.CancelFunc
}

func newFlights[V any](bound int, cost func(string, V) int) *flights[V] {
	return &flights[V]{calls: map[string]*flight[V]{}, bound: bound, cost: cost}
}

// do gives what run gives, or ctx's error. The context that run gets has
// ctx's values, but neither its deadline nor its end.
func (f *flights[V]) do(ctx context.Context, key string, run func(context.Context) V) (V, error) {
	if err := ctx.Err(); err != nil {
		return *new(V), err
	}
	call := f.join(ctx, key, run)
	select {
	case <-call.landed:
		return call.value, nil
	case <-ctx.Done():
		f.leave(key, call)
		return *new(V), ctx.Err()
	}
}

func (f *flights[V]) join(ctx context.Context, key string, run func(context.Context) V) *flight[V] {
	f.mu.Lock()
	defer f.mu.Unlock()
	call, ok := f.calls[key]
	if !ok {
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		call = &flight[V]{landed: make(chan struct{}), cancel: cancel}
		f.calls[key] = call
		go func() {
			defer cancel()
			call.value = run(ctx)
			f.land(key, call)
		}()
	}
	call.waiting++
	return call
}

// land remembers the result, unless nobody waited for it any more: then it
// may only say that it was cut short.
func (f *flights[V]) land(key string, call *flight[V]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	call.at = time.Now()
	close(call.landed)
	if f.calls[key] != call {
		return
	}
	f.held += f.cost(key, call.value)
	if f.held <= f.bound {
		return
	}
	f.held = 0
	for key, call := range f.calls {
		select {
		case <-call.landed:
			delete(f.calls, key)
		default:
		}
	}
}

// inherit takes over what others remember, as far as it is of use. f is new.
func (f *flights[V]) inherit(others *flights[V], useful func(value V, at time.Time) bool) {
	others.mu.Lock()
	defer others.mu.Unlock()
	for key, call := range others.calls {
		select {
		case <-call.landed:
			if useful(call.value, call.at) {
				f.calls[key] = call
				f.held += f.cost(key, call.value)
			}
		default:
		}
	}
}

func (f *flights[V]) leave(key string, call *flight[V]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	call.waiting--
	select {
	case <-call.landed: // in the same moment
		return
	default:
	}
	if call.waiting == 0 {
		call.cancel()
		delete(f.calls, key)
	}
}
