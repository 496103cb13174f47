package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// askTimeout bounds one command of the lab to its own servers.
const askTimeout = 20 * time.Second

// Ask sends one command, its words split at spaces, over the UNIX socket. An
// error reply is an error.
func (v *Valkey) Ask(command string) (resp.Value, error) {
	c, err := net.Dial("unix", v.Socket)
	if err != nil {
		return resp.Value{}, err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(askTimeout))
	if _, err := c.Write(resp.AppendCommand(nil, strings.Fields(command)...)); err != nil {
		return resp.Value{}, err
	}
	reply, err := resp.NewReader(c, resp.Limits{}).Read()
	if err == nil && reply.IsError() {
		err = fmt.Errorf("%s: %s", command, reply.Text())
	}
	return reply, err
}

// askAll is Ask for several, up to the first error.
func (v *Valkey) askAll(commands ...string) error {
	for _, command := range commands {
		if _, err := v.Ask(command); err != nil {
			return err
		}
	}
	return nil
}

// poll asks again and again until done gives nil; the error is its last.
func poll(within time.Duration, done func() error) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := done()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-tick.C:
		}
	}
}
