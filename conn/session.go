package conn

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Server is what the answer to HELLO says. It is zero in a session without
// HELLO.
type Server struct {
	Name    string // "valkey" or "redis"
	Version string // as the server gives it; Valkey tells Redis clients 7.2.4 here
	ID      int64  // the id of this connection, as in CLIENT LIST
	Mode    string // "standalone", "cluster" or "sentinel"
	Role    string // "master" or "replica"
}

// login is user and password of one connection.
type login struct {
	user, password string
	wanted         bool // AUTH is to be sent
}

// credentials asks the provider, if there is one. That takes place after the
// verdict on the server's certificate.
func (l *link) credentials(ctx context.Context) (login, error) {
	if l.o.Credentials == nil {
		user, password := l.o.Username, string(l.o.Password)
		return login{user, password, user != "" || password != ""}, nil
	}
	user, password, err := l.o.Credentials.Credentials(ctx)
	if err != nil {
		s := l.rec.begin(PhaseAuth, l.peer.Addr)
		failed := l.fail(ctx, PhaseAuth, CodeCredentialsFailed, err)
		s.end(failed)
		return login{}, failed
	}
	return login{user, password, true}, nil
}

// session goes from hello to ready: by HELLO 3 in one round trip, and where
// that is unknown by the commands of RESP2.
func (l *link) session(ctx context.Context) (server Server, protocol int, err error) {
	who, err := l.credentials(ctx)
	if err != nil {
		return Server{}, 0, err
	}
	l.password = cmp.Or(who.password, l.o.loneUser())
	if l.o.Protocol != 2 {
		protocol = 3
		steps := l.helloSteps(make([]step, 0, sessionSteps), who, &server, &protocol)
		err = l.exchange(ctx, l.readySteps(steps), l.along)
		if !errors.Is(err, errFallback) {
			return server, protocol, err
		}
	}
	if who.wanted {
		if err := l.auth(ctx, who); err != nil {
			return Server{}, 0, err
		}
	}
	return Server{}, 2, l.exchange(ctx, l.readySteps(l.setNameSteps()), l.along)
}

// defaultUser is who logs in by a password alone.
const defaultUser = "default"

// sessionSteps is how many steps a session has at most.
const sessionSteps = 10

// helloSteps appends HELLO 3 with AUTH and SETNAME inside.
func (l *link) helloSteps(steps []step, who login, server *Server, protocol *int) []step {
	hello := step{phase: PhaseHello, args: append(make([]string, 0, 7), "HELLO", "3"), wants: describesServer}
	hello.take = func(v resp.Value) {
		*server = l.serverOf(v)
		if proto, ok := v.Get("proto"); ok {
			if n, ok := proto.Int(); ok {
				*protocol = int(n)
			}
		}
	}
	if l.o.Protocol == 0 && l.o.Caching == nil { // RESP2 has no pushes
		hello.fallback = lacksHello
	} else {
		hello.wants = describesRESP3
	}
	if who.wanted {
		user := who.user
		if user == "" {
			user = defaultUser
		}
		hello.args = append(hello.args, "AUTH", user, who.password)
		hello.ignores = refusesLogin
	}
	if l.o.ClientName != "" {
		hello.args = append(hello.args, "SETNAME", l.o.ClientName)
	}
	steps = append(steps, hello)
	if who.wanted {
		steps = append(steps, step{phase: PhaseAuth})
	}
	if l.o.ClientName != "" {
		steps = append(steps, step{phase: PhaseSetName})
	}
	return steps
}

// lacksHello is true for the refusals of servers and proxies without RESP3,
// also in words of their own: what else is wrong shows without HELLO too.
func lacksHello(code string) bool {
	switch code {
	case CodeHelloUnsupported, CodeProtocolUnsupported, CodeCommandUnknown, CodeWrongArguments, CodeACLDeniedCommand, CodeServerError:
		return true
	}
	return false
}

// LacksPing is true for the codes of those refusals of PING by which a connection may
// still be of use: the user may not run it ([CodeACLDeniedCommand]), or rename-command
// has taken it away ([CodeCommandUnknown]).
func LacksPing(code string) bool { return code == CodeACLDeniedCommand || code == CodeCommandUnknown }

// refusesLogin is true for the refusals of HELLO that are about its AUTH.
func refusesLogin(code string) bool {
	return code == CodeWrongPassword || code == CodeAuthNotConfigured || code == CodeAuthTooLarge
}

// staysOpen is true for refusals after which the connection goes on.
func staysOpen(code string) bool { return !endsConnection(code) }

// isOK is true for the word OK.
func isOK(v resp.Value) bool { return isText(v, "OK") }

// isPong is true for the word PONG.
func isPong(v resp.Value) bool { return isText(v, "PONG") }

func isText(v resp.Value, want string) bool {
	return (v.Kind() == resp.SimpleString || v.Kind() == resp.BulkString) && v.Text() == want
}

// describesServer is true for what HELLO is answered with.
func describesServer(v resp.Value) bool {
	if len(v.Items())%2 != 0 {
		return false
	}
	if proto, ok := v.Get("proto"); ok {
		n, ok := proto.Int()
		return ok && (n == 2 || n == 3)
	}
	_, named := v.Get("server")
	_, dated := v.Get("version")
	return named || dated
}

// describesRESP3 is describesServer where nothing but RESP3 will do.
func describesRESP3(v resp.Value) bool {
	proto, ok := v.Get("proto")
	n, _ := proto.Int()
	return describesServer(v) && (!ok || n == 3)
}

// serverOf reads the map that answers HELLO.
func (l *link) serverOf(v resp.Value) Server {
	text := func(key string) string {
		field, _ := v.Get(key)
		return scrub(field.Text(), l.password)
	}
	s := Server{Name: text("server"), Version: text("version"), Mode: text("mode"), Role: text("role")}
	if id, ok := v.Get("id"); ok {
		s.ID, _ = id.Int()
	}
	return s
}

// auth sends AUTH; servers before 6 know no users, and want the password
// alone.
func (l *link) auth(ctx context.Context, who login) error {
	alone := step{phase: PhaseAuth, args: []string{"AUTH", who.password}, wants: isOK}
	if who.user == "" {
		return l.exchange(ctx, []step{alone}, nil)
	}
	both := step{phase: PhaseAuth, args: []string{"AUTH", who.user, who.password}, wants: isOK}
	both.fallback = func(code string) bool { return code == CodeWrongArguments }
	err := l.exchange(ctx, []step{both}, nil)
	if errors.Is(err, errFallback) {
		err = l.exchange(ctx, []step{alone}, nil)
	}
	return err
}

func (l *link) setNameSteps() []step {
	if l.o.ClientName == "" {
		return nil
	}
	return []step{{phase: PhaseSetName, args: []string{"CLIENT", "SETNAME", l.o.ClientName}, soft: staysOpen}}
}

// readySteps appends what follows the login, in the same round trip.
func (l *link) readySteps(steps []step) []step {
	if l.o.LibName != "-" {
		steps = append(steps,
			step{phase: PhaseSetInfo, args: []string{"CLIENT", "SETINFO", "LIB-NAME", l.o.LibName}, soft: staysOpen},
			step{phase: PhaseSetInfo, args: []string{"CLIENT", "SETINFO", "LIB-VER", l.o.LibVersion}, soft: staysOpen})
	}
	if l.o.Redirect {
		steps = append(steps, step{phase: PhaseSetInfo, args: []string{"CLIENT", "CAPA", "redirect"}, soft: staysOpen})
	}
	if l.o.DB != 0 {
		steps = append(steps, step{phase: PhaseSelect, args: []string{"SELECT", strconv.Itoa(l.o.DB)}, wants: isOK})
	}
	if l.o.Caching != nil {
		steps = append(steps, step{phase: PhaseTracking, args: l.o.Caching.command(), wants: isOK})
	}
	// Who is served may lack the right to PING, or the server the command.
	without := func(code string) bool { return LacksPing(code) && (l.served || code == CodeACLDeniedCommand) }
	return append(steps, step{phase: PhaseReady, args: []string{"PING"}, soft: without, wants: isPong})
}
