package conn_test

import (
	"context"
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
