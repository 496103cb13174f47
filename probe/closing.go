package probe

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/vkcheck/vkcheck/conn"
)

// CodeClosesOnCommand says that the server ends the connection on a command
// that others answer or refuse, as proxies do.
const CodeClosesOnCommand = "closes-on-command"

// dial connects as the options say. Where the server closes on a command that a
// connection may do without, it connects again without it, for all that
// follows. An error is a finding already; with it there may be a connection, on
// which a server that refuses PING answers.
//
// What is asked goes with the session, or after it where that is ended by it or
// takes too long; took is the time until the session stood.
func (e *examination) dial(first, whole context.Context, asked [][]string) (q *inquiry, took time.Duration, err error) {
	start := time.Now()
	c, p, err := conn.DialPipeline(first, e.o.Conn, asked)
	if err == nil {
		return &inquiry{c: c, first: p}, e.reached.Sub(start), nil
	}
	d := e.diagnose(whole, err, asked...)
	if c != nil {
		e.add(d.finding(e.command))
		return &inquiry{c: c, first: p}, e.reached.Sub(start), err
	}
	without, ok := withoutCommands(e.o.Conn, d.Commands, asked)
	if !ok || first.Err() != nil {
		e.add(d.finding(e.command))
		return nil, e.reached.Sub(start), err
	}
	if d.Code == CodeClosesOnCommand {
		d.Commands = slices.DeleteFunc(d.Commands, oneOf(asked)) // which are asked once more, and told then
		e.closes = d
	}
	e.o.Conn, e.dialled = without, len(e.target.Phases)
	start = time.Now()
	if c, err = conn.Dial(first, without); err != nil {
		e.didWithout()
		e.failed(whole, err)
		return nil, e.reached.Sub(start), err
	}
	took = e.reached.Sub(start)
	return &inquiry{c: c, first: pipelined(first, c, asked)}, took, nil
}

// withoutCommands are the options of a connection that sends none of the
// commands, where those asked go by themselves; false where there are none, or it
// would not be what was asked for.
func withoutCommands(o conn.Options, commands []string, asked [][]string) (conn.Options, bool) {
	for _, command := range commands {
		switch {
		case command == "HELLO" && o.Protocol == 0:
			o.Protocol = 2
		case command == "CLIENT":
			o.LibName, o.ClientName, o.Redirect = "-", "", false
		case oneOf(asked)(command):
		default:
			return o, false
		}
	}
	return o, len(commands) > 0
}

// oneOf says of a word whether one of the commands begins with it.
func oneOf(commands [][]string) func(word string) bool {
	return func(word string) bool {
		return slices.ContainsFunc(commands, func(args []string) bool { return args[0] == word })
	}
}

// didWithout tells of the commands that the examination has done without.
func (e *examination) didWithout() {
	if len(e.closes.Commands) == 0 {
		return
	}
	f := e.closes.finding(e.command)
	f.Severity, f.Outcome = string(Warning), string(OK)
	e.add(f)
}

// session finds the commands of a session on which the server closes, or those
// that went along with it.
func (d *Diagnosis) session(ctx context.Context, o conn.Options) bool {
	var asked [][]string
	if o.Protocol != 2 {
		asked = append(asked, []string{"HELLO", "3"})
	}
	if o.LibName != "-" || o.ClientName != "" || o.Redirect {
		asked = append(asked, []string{"CLIENT", "SETINFO", "LIB-NAME", conn.DefaultLibName})
	}
	if o.DB != 0 {
		asked = append(asked, []string{"SELECT", strconv.Itoa(o.DB)})
	}
	return d.closing(ctx, o, asked, d.along)
}

// closing finds the commands, each on a connection of its own, on which a server
// closes that answers PING: it might have closed on anything. The later commands
// are asked about where it closes on none of the first.
func (d *Diagnosis) closing(ctx context.Context, o conn.Options, first, later [][]string) bool {
	ping := []string{"PING"}
	pong, err := conn.Ask(ctx, o, ping)
	if err != nil {
		return false
	}
	var closes []string
	said := ""
	for i, args := range slices.Concat(first, later) {
		if i == len(first) && closes != nil {
			break
		}
		replies, err := conn.Ask(ctx, o, args, ping)
		switch {
		case endsUnanswered(conn.CodeOf(err)):
			closes = append(closes, args[0])
			if said == "" && len(replies) > 0 {
				said = fmt.Sprintf("; before it the server said %q", replies[0])
			}
		case err != nil:
			return false
		}
	}
	if closes == nil {
		return false
	}
	d.Code, d.Commands = CodeClosesOnCommand, closes
	d.Evidence = fmt.Sprintf("PING on a connection of its own was answered %q, each of the others with the end%s", pong[0], said)
	return true
}

// endsUnanswered is true for the ends of a connection in place of a reply.
func endsUnanswered(code string) bool {
	return closedUnheard(code) || code == conn.CodeTLSClosedEarly || code == conn.CodeConnectionClosed
}

// overlong asks for a PING alone, where the server may take its time for what went
// along with the session: it says nothing before it has answered all of a write.
func (d *Diagnosis) overlong(ctx context.Context, o conn.Options) bool {
	if len(d.along) == 0 {
		return false
	}
	said, err := conn.Ask(ctx, o, []string{"PING"})
	if err != nil {
		return false
	}
	for _, args := range d.along {
		d.Commands = append(d.Commands, args[0])
	}
	d.Evidence += fmt.Sprintf("; a PING alone, on a connection of its own, was answered %q", said[0])
	return true
}

// ended is true where a connection that stood has ended instead of a reply.
func ended(err error) bool {
	var e *conn.Error
	return errors.As(err, &e) && e.Phase == conn.PhaseCommand && e.Code == conn.CodeConnectionClosed
}

// oneByOne asks the questions again, each by itself and on a new connection
// after each on which the server closes: those it has refused. why is how the
// first attempt ended, and stays the error where there is no new connection.
func (e *examination) oneByOne(ctx context.Context, q *inquiry, asked [][]string, why error) (answers, error) {
	got := answers{}
	var closes []string
	for _, args := range asked {
		command := commandOf(args)
		if slices.Contains(closes, command) {
			continue
		}
		answer, err := q.ask(ctx, [][]string{args})
		switch {
		case ended(err):
			q.refusal(command, CodeClosesOnCommand)
			closes = append(closes, command)
		case err != nil:
			return nil, why
		default:
			maps.Copy(got, answer)
		}
	}
	if closes == nil { // it was not for a command
		f := finding(e.command, conn.CodeConnectionClosed, string(conn.PhaseCommand), "once, and not again", why.Error())
		f.Severity, f.Outcome = string(Warning), string(OK)
		e.add(f)
	}
	if e.closes.Code == "" {
		e.closes = Diagnosis{Code: CodeClosesOnCommand, Phase: conn.PhaseCommand, Evidence: "PING was answered before"}
	}
	e.closes.Commands = append(e.closes.Commands, closes...)
	return got, nil
}
