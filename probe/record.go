package probe

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/record"
	"github.com/vkcheck/vkcheck/report"
)

// RecordOptions say what to record.
type RecordOptions struct {
	Target  string // as the report shall name it, without secrets
	Conn    conn.Options
	Timeout time.Duration // for the connection, second opinions included; > 0
	Record  record.Options
	Started func(*record.Recording) // told when the server listens; may be nil
}

// Record records what a server is asked. Faults of the server and of the disk
// are findings, and what was recorded until then is kept; the error is of a
// file that cannot be made.
func Record(ctx context.Context, o RecordOptions) (report.Target, error) {
	r, err := record.Create(o.Record)
	if err != nil {
		return report.Target{}, err
	}
	e := begin(CommandRecord, &Options{Target: o.Target, Conn: o.Conn, Timeout: o.Timeout})
	c, before, err := e.listen(ctx)
	if err != nil {
		err = r.Discard()
	} else {
		defer c.Close() //nolint:errcheck // it is done with
		if o.Started != nil {
			o.Started(r)
		}
		e.recorded(ctx, o, r.Run(ctx, c), before)
	}
	e.target.Complete = ctx.Err() == nil
	return e.target, err
}

// listen connects. An error is a finding already.
func (e *examination) listen(ctx context.Context) (c *conn.Conn, before string, err error) {
	whole, cancel := context.WithTimeout(ctx, e.o.Timeout)
	defer cancel()
	first, cancelFirst := context.WithTimeout(whole, e.o.Timeout-reserve(e.o.Timeout))
	defer cancelFirst()
	q, _, err := e.dial(first, whole, nil)
	if err != nil {
		return nil, "", err
	}
	c = q.c
	e.target.Server = serverOf(c, info{})
	e.sentinel()
	e.passedOver()
	e.didWithout()
	e.again = true
	return c, drops(first, c), nil
}

// recorded tells what became of a recording.
func (e *examination) recorded(ctx context.Context, o RecordOptions, res record.Result, before string) {
	if res.Kept {
		e.target.Recording = recordingView(o.Record, res)
	}
	if res.LeftOut > 0 {
		e.add(finding(e.command, CodeRecordLeftOut, "", fmt.Sprint(res.LeftOut), ""))
	}
	if res.Err == nil {
		return
	}
	var ce *conn.Error
	if !errors.As(res.Err, &ce) {
		e.add(finding(e.command, record.CodeFileFailed, o.Record.To, "", res.Err.Error()))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, e.o.Timeout)
	defer cancel()
	if after := e.dropsNow(ctx); res.Kept && before != "" && after != "" && after != before {
		e.target.Recording.Ended = CodeRecordLagged
		e.add(finding(e.command, CodeRecordLagged, string(ce.Phase), "", "INFO said "+before+" before, and says "+after+" now"))
		return
	}
	if d := (Diagnosis{Phase: ce.Phase}); ended(ce) && !res.Kept && d.closing(ctx, e.o.Conn, [][]string{{"MONITOR"}}, nil) {
		e.add(d.finding(e.command))
		return
	}
	e.failed(ctx, res.Err)
}

func recordingView(o record.Options, res record.Result) *report.Recording {
	v := &report.Recording{
		File: o.To, Requests: res.Requests, LeftOut: res.LeftOut, Lost: res.Lost,
		Seconds: res.Elapsed.Seconds(), Bytes: res.Bytes, Keys: "plain", Ended: res.Ended,
	}
	if o.HashKeys {
		v.Keys = "hashed"
	}
	return v
}

// dropCounters are what INFO counts of clients that were dropped because they
// did not read.
var dropCounters = []string{"evicted_clients", "client_output_buffer_limit_disconnections"}

// drops gives the lines of INFO about dropped clients; nothing where the server
// does not say.
func drops(ctx context.Context, c *conn.Conn) string {
	reply, err := c.Do(ctx, "INFO", "stats")
	if err != nil || reply.IsError() {
		return ""
	}
	in := parseInfo(reply.Text())
	var found []string
	for _, counter := range dropCounters {
		if in[counter] != "" {
			found = append(found, counter+":"+in[counter])
		}
	}
	return strings.Join(found, ", ")
}

// dropsNow asks on a connection of its own.
func (e *examination) dropsNow(ctx context.Context) string {
	o := e.o.Conn
	o.Trace = nil // it is no part of the recording
	c, err := conn.Dial(ctx, o)
	if err != nil {
		return ""
	}
	defer c.Close() //nolint:errcheck // it was only asked
	return drops(ctx, c)
}
