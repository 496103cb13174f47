package probe

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// inquiry is what the server is asked by a connection that stands, and what
// it refused.
type inquiry struct {
	c       *conn.Conn
	first   conn.Pipelined     // to the first questions
	refused []string           // commands that the ACL forbids or the server does not know
	allowed []report.Permitted // by the ACL
}

// settings are those of the server's configuration that change what its INFO
// means.
var settings = []string{
	"latency-monitor-threshold", "slowlog-log-slower-than",
	"maxclients", "min-replicas-to-write", "save", "stop-writes-on-bgsave-error",
}

// questions are asked with the last command of the session. None of them changes
// anything, but each that the ACL forbids has an entry in ACL LOG.
var questions = [][]string{{"ACL", "WHOAMI"}, {"INFO"}, {"SLOWLOG", "LEN"}, {"LATENCY", "LATEST"}, append([]string{"CONFIG", "GET"}, settings...)}

// sentinelQuestions are those of the questions that a Sentinel knows.
const sentinelQuestions = 2

// clusterQuestions are those for a node of a cluster.
var clusterQuestions = [][]string{{"CLUSTER", "INFO"}}

// oneSetting asks for the settings one at a time, as servers before version 7
// want it.
func oneSetting() (asked [][]string) {
	for _, name := range settings {
		asked = append(asked, []string{"CONFIG", "GET", name})
	}
	return asked
}

// later are the commands that a probe has no need of, but other subcommands
// have: whether they would be allowed is asked without sending them.
var later = [][]string{{"CLIENT", "TRACKING", "ON"}, {"MONITOR"}, {"ROLE"}}

const modeCluster = "cluster"

// answers are the replies by command, those refused left out: a text, a
// number, or of a list how long it is. Settings are there by their names.
type answers map[string]string

// ask sends questions and keeps what was refused.
func (q *inquiry) ask(ctx context.Context, asked [][]string) (answers, error) {
	return q.take(ctx, asked, pipelined(ctx, q.c, asked))
}

func pipelined(ctx context.Context, c *conn.Conn, asked [][]string) (p conn.Pipelined) {
	p.Replies, p.Err = c.Pipeline(ctx, asked)
	return p
}

// take reads the replies to questions.
func (q *inquiry) take(ctx context.Context, asked [][]string, p conn.Pipelined) (answers, error) {
	if p.Err != nil {
		return nil, p.Err
	}
	got := answers{}
	for i, args := range asked {
		reply, command, names := p.Replies[i], commandOf(args), args[min(2, len(args)):]
		if reply.IsError() {
			code := conn.ReplyCode(reply.Text())
			if code != conn.CodeWrongArguments && code != conn.CodeSubcommandUnknown || len(names) < 2 {
				q.refusal(command, code)
				continue
			}
			one, err := q.ask(ctx, oneSetting())
			if err != nil {
				return nil, err
			}
			maps.Copy(got, one)
			continue
		}
		q.permit(command, true)
		for _, name := range names {
			setting, _ := reply.Get(name) // without a text where the server has no such setting
			got[name] = setting.Text()
		}
		if n, ok := reply.Int(); ok {
			got[command] = strconv.FormatInt(n, 10)
		} else if items := reply.Items(); items != nil {
			got[command] = strconv.Itoa(len(items))
		} else {
			got[command] = reply.Text()
		}
	}
	return got, nil
}

// commandOf is a command with its subcommand.
func commandOf(args []string) string { return strings.Join(args[:min(2, len(args))], " ") }

// refusal keeps what was refused, once.
func (q *inquiry) refusal(command, code string) {
	if code == conn.CodeACLDeniedCommand {
		q.permit(command, false)
	}
	if !slices.Contains(q.refused, command) {
		q.refused = append(q.refused, command)
	}
}

func (q *inquiry) permit(command string, allowed bool) {
	p := report.Permitted{Command: command, Allowed: allowed}
	if !slices.Contains(q.allowed, p) {
		q.allowed = append(q.allowed, p)
	}
}

// rehearse asks whether the user might send the later commands. Servers
// before version 7 cannot tell, nor may everyone ask.
func (q *inquiry) rehearse(ctx context.Context, user string) error {
	var asked [][]string
	for _, command := range later {
		asked = append(asked, append([]string{"ACL", "DRYRUN", user}, command...))
	}
	replies, err := q.c.Pipeline(ctx, asked)
	if err != nil {
		return err
	}
	for i, reply := range replies {
		command := strings.TrimSuffix(strings.Join(later[i], " "), " ON")
		switch {
		case !reply.IsError():
			q.permit(command, reply.Text() == "OK")
		case conn.ReplyCode(reply.Text()) == conn.CodeACLDeniedCommand:
			q.refusal("ACL DRYRUN", conn.CodeACLDeniedCommand)
			return nil
		}
	}
	return nil
}

// takesAny is true where the default user has no password, and so is let in
// with any. Who may not ask does not learn it.
func (q *inquiry) takesAny(ctx context.Context) bool {
	user, err := q.c.Do(ctx, "ACL", "GETUSER", defaultUser)
	if err != nil {
		return false
	}
	flags, _ := user.Get("flags")
	for _, flag := range flags.Items() {
		if flag.Text() == "nopass" {
			return true
		}
	}
	return false
}

const defaultUser = "default"
