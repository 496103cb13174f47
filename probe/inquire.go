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

// inquire hears what the server is and how it fares. What it refuses is
// reported as not examined.
func (e *examination) inquire(ctx context.Context, q *inquiry) {
	asked := questions
	if q.c.Server().Mode == modeSentinel {
		asked = asked[:sentinelQuestions]
	}
	got, err := e.answers(ctx, q, asked, q.first)
	if err != nil {
		e.target.Server = serverOf(q.c, info{})
		e.failed(ctx, err)
		return
	}
	in := parseInfo(got["INFO"])
	s := serverOf(q.c, in)
	if s.Mode == modeCluster && in["loading"] != "1" { // while it loads it refuses that
		more, err := e.answers(ctx, q, clusterQuestions, pipelined(ctx, q.c, clusterQuestions))
		if err != nil {
			e.failed(ctx, err)
		}
		maps.Copy(got, more)
	}
	if s.Mode == modeSentinel { // which tells so by INFO alone where there is no HELLO
		q.refused = slices.DeleteFunc(q.refused, func(command string) bool {
			return !slices.ContainsFunc(questions[:sentinelQuestions], func(args []string) bool { return commandOf(args) == command })
		})
	}
	got.complete(s)
	e.target.Server = s
	e.session().User = strings.Clone(got["ACL WHOAMI"])
	if user := e.session().User; user != "" && s.Mode != modeSentinel {
		if err := q.rehearse(ctx, user); err != nil {
			e.failed(ctx, err)
		}
	}
	e.session().Permissions, s.NotExamined = q.allowed, q.refused
	told := func(command string) bool { return slices.Contains(e.closes.Commands, command) }
	if rest := slices.DeleteFunc(slices.Clone(q.refused), told); len(rest) > 0 {
		e.add(finding(e.command, CodeNotExamined, "", strings.Join(rest, ", "), ""))
	}
	if e.session().User == defaultUser && e.o.Conn.Password != "" && q.takesAny(ctx) { // HELLO takes it, AUTH alone would not
		f := finding(e.command, conn.CodeAuthNotConfigured, string(conn.PhaseAuth), "any password is taken", "")
		f.Severity = string(Warning)
		e.add(f)
	}
	for _, f := range health(s, in, got) {
		e.judged(f)
	}
}

// judged reports a fault: of one that the server has told as it refused PING, what
// INFO adds.
func (e *examination) judged(f fault) {
	told := e.refusedPing(f.code)
	if told < 0 {
		e.add(finding(e.command, f.code, f.subject, f.detail, ""))
		return
	}
	g := &e.target.Findings[told]
	*g = finding(e.command, f.code, g.Subject, f.detail, g.Evidence)
}

// refusedPing is the place of the finding that PING was refused with this code; below
// zero where there is none.
func (e *examination) refusedPing(code string) int {
	return slices.IndexFunc(e.target.Findings, func(f report.Finding) bool { return f.Code == code && f.Subject == string(conn.PhaseReady) })
}

// answers takes the replies to what was asked, and asks one by one where the
// server has closed instead.
func (e *examination) answers(ctx context.Context, q *inquiry, asked [][]string, p conn.Pipelined) (answers, error) {
	got, err := q.take(ctx, asked, p)
	if ended(err) {
		e.again = true
		return e.oneByOne(ctx, q, asked, err)
	}
	return got, err
}

// complete adds what stands outside of INFO. A count is left out where the
// server does not count: an empty log says nothing then.
func (a answers) complete(s *report.Server) {
	if a["slowlog-log-slower-than"] != "-1" {
		s.Slowlog = info(a).count("SLOWLOG LEN")
	}
	if n, err := strconv.Atoi(a["LATENCY LATEST"]); err == nil && a["latency-monitor-threshold"] != "0" {
		s.LatencyEvents = &n
	}
	if s.Clients != nil && s.Clients.Max == 0 { // INFO has it since version 7
		s.Clients.Max, _ = info(a).number("maxclients")
		s.Clients.Fraction = quotient(s.Clients.Connected, s.Clients.Max)
	}
}
