package conn_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

func ExampleDial() {
	server, err := lab.StartBackend()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	options, _, err := conn.ParseTarget("valkey://" + server.Addr() + "/1")
	if err != nil {
		fmt.Println(err)
		return
	}
	options.Trace = &conn.Trace{PhaseDone: func(r conn.PhaseResult) { fmt.Println(r.Phase) }}
	c, err := conn.Dial(context.Background(), options)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	reply, err := c.Do(context.Background(), "ECHO", "hello")
	fmt.Println(reply.Text(), err)
	// Output:
	// config
	// connect
	// hello
	// setinfo
	// select
	// ready
	// hello <nil>
}

func ExampleFromEnvironment() {
	environment := map[string]string{
		"VKCHECK_TARGET":  "valkeys://app@cache-1.example/2?socket_timeout=1.5",
		"VKCHECK_PASS":    "s3cret",
		"VKCHECK_CACERT":  "ca.pem",
		"VKCHECK_RETRIES": "3",
	}
	options, warnings, err := conn.FromEnvironment(func(name string) string { return environment[name] })
	fmt.Println(options, options.CommandTimeout, options.TLS.CAFile, options.Retry.Retries, options.Retry.Backoff)
	fmt.Println(options.Password, len(warnings), err)
	// Output:
	// valkeys://app@cache-1.example:6379/2 1.5s ca.pem 3 equal-jitter,base=8ms,cap=512ms
	// [redacted] 1 <nil>
}

func ExampleConn_Subscribe() {
	server, err := lab.StartBackend()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	ctx := context.Background()
	listener, err := conn.Dial(ctx, conn.Options{Addr: server.Addr()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer listener.Close()
	speaker, err := conn.Dial(ctx, conn.Options{Addr: server.Addr()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer speaker.Close()

	for m, err := range listener.Subscribe(ctx, conn.Subscription{Channels: []string{"news"}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %s %q\n", m.Kind, m.Channel, m.Payload)
		if m.Kind == "message" {
			break
		}
		if _, err := speaker.Do(ctx, "PUBLISH", "news", "hello"); err != nil { // from now on it is heard
			fmt.Println(err)
			return
		}
	}
	// Output:
	// subscribe news ""
	// message news "hello"
}

// What went wrong can be asked by class, by code, and where to go instead.
func ExampleError() {
	var err error = &conn.Error{
		Phase: conn.PhaseCommand, Code: conn.CodeClusterMoved, Addr: "10.0.0.1:6379",
		Err: &conn.Redirection{Slot: 3999, Addr: "10.0.0.2:6379"},
	}
	var to *conn.Redirection
	if errors.Is(err, conn.ErrMoved) && errors.As(err, &to) {
		fmt.Println(conn.CodeOf(err), to.Slot, to.Addr)
	}
	// Output: cluster-moved 3999 10.0.0.2:6379
}
