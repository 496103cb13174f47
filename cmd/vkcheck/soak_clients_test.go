//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ask asks this and that until ctx ends, and often hangs up before the reply.
func (e *exporter) ask(ctx context.Context, r *rand.Rand, targets []string, faults chan<- string) {
	client := &http.Client{Transport: &http.Transport{}, Timeout: patience}
	defer client.CloseIdleConnections()
	failures := 0 // in a row: a client that is late for ten seconds is hung up on
	for ctx.Err() == nil {
		path, statuses := query(r, targets)
		within, cancel := ctx, context.CancelFunc(func() {})
		if r.IntN(4) == 0 {
			within, cancel = context.WithTimeout(ctx, time.Duration(r.Int64N(int64(30*time.Millisecond))))
		}
		status, body, err := get(within, client, e.url+path)
		gone := within.Err() != nil || e.told.Load()
		cancel()
		fault := ""
		switch {
		case err != nil && !gone && failures < 2:
			failures++
			continue
		case err != nil && !gone:
			fault = fmt.Sprintf("%s: %v", path, err)
		case err == nil && !slices.Contains(statuses, status):
			fault = fmt.Sprintf("%s: status %d, %s", path, status, body)
		case err == nil && status == http.StatusOK && strings.HasPrefix(path, "/probe") && !strings.Contains(body, "\nvkcheck_target_exit_code{"):
			fault = fmt.Sprintf("%s: %s", path, body)
		}
		if err != nil && e.told.Load() {
			return
		}
		failures = 0
		if fault != "" {
			select {
			case faults <- fault:
			default:
			}
			return
		}
	}
}

// query gives a query, and the statuses that it may have: what is right by one
// version of the file is wrong by another.
func query(r *rand.Rand, targets []string) (path string, statuses []int) {
	switch r.IntN(8) {
	case 0:
		return "/-/healthy", []int{200}
	case 1:
		return "/metrics", []int{200}
	case 2:
		return "/", []int{200}
	case 3:
		return "/probe?target=" + url.QueryEscape([]string{"", "10.0.0.1", "unix:/tmp/s", "t1:99999", "valkey://127.0.0.1", "\x00"}[r.IntN(6)]), []int{400, 403}
	case 4:
		return "/probe?module=patient&target=" + url.QueryEscape(targets[r.IntN(len(targets))]), []int{200, 400, 403, 503}
	default:
		return "/probe?debug=true&target=" + url.QueryEscape(targets[r.IntN(len(targets))]), []int{200, 400, 403, 503}
	}
}

func get(ctx context.Context, client *http.Client, url string) (status int, body string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	res, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}
