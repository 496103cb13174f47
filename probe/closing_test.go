package probe

import (
	"bytes"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/internal/record"
	"github.com/vkcheck/vkcheck/report"
)

// TestClosesOnCommand: servers that close on a command are examined as far as
// they can be, and it is said on which they close.
func TestClosesOnCommand(t *testing.T) {
	t.Parallel()
	v := start(t, "--requirepass", "s3cret")
	twemproxy := []string{"HELLO", "CLIENT", "SELECT", "INFO", "ACL", "CONFIG", "SLOWLOG", "LATENCY", "MONITOR"}
	everything := []string{"ACL WHOAMI", "INFO", "SLOWLOG LEN", "LATENCY LATEST", "CONFIG GET"}
	for _, tt := range []struct {
		name    string
		names   []string // of the commands
		o       conn.Options
		closes  string
		refused []string
		exit    int
	}{
		{"as twemproxy", twemproxy, conn.Options{}, "HELLO, CLIENT, " + strings.Join(everything, ", "), everything, ExitOK},
		{"as twemproxy, and the user knows", twemproxy, conn.Options{Protocol: 2, LibName: "-"}, strings.Join(everything, ", "), everything, ExitOK},
		{"one of many", []string{"LATENCY"}, conn.Options{}, "LATENCY LATEST", []string{"LATENCY LATEST"}, ExitOK},
		{"CLIENT alone", []string{"CLIENT"}, conn.Options{}, "CLIENT", nil, ExitOK},
		{"RESP3 is wanted", []string{"HELLO"}, conn.Options{Protocol: 3}, "HELLO", nil, ExitFailed},
		{"a database is wanted", twemproxy, conn.Options{DB: 1}, "HELLO, CLIENT, SELECT", nil, ExitFailed},
		{"PING, too", []string{"PING", "HELLO"}, conn.Options{}, "", nil, ExitUndetermined},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.o.Addr, tt.o.Password = startFault(t, lab.ClosingOn(v.Addr, tt.names...)), "s3cret"
			got := connect(t, tt.o)
			i := slices.IndexFunc(got.Findings, func(f report.Finding) bool { return f.Code == CodeClosesOnCommand })
			switch {
			case tt.closes == "" && i >= 0:
				t.Errorf("got %+v", got.Findings[i])
			case tt.closes == "":
			case i < 0:
				t.Fatalf("no such finding in %+v", got.Findings)
			case !strings.HasSuffix(got.Findings[i].Message, ": "+tt.closes):
				t.Errorf("got %s, want %s", got.Findings[i].Message, tt.closes)
			}
			if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != tt.exit {
				t.Errorf("exit %d, want %d: %+v", exit, tt.exit, got.Findings)
			}
			if tt.exit == ExitOK && (got.Server == nil || !slices.Equal(got.Server.NotExamined, tt.refused)) {
				t.Errorf("server %+v, want not examined %v", got.Server, tt.refused)
			}
			for _, p := range got.Phases {
				if !p.OK && p.Code != CodeClosesOnCommand && tt.closes != "" {
					t.Errorf("phase %+v", p)
				}
			}
		})
	}
}

// TestClosesWithAWord: the server's last words are told.
func TestClosesWithAWord(t *testing.T) {
	t.Parallel()
	v := start(t)
	addr := startFault(t, lab.SayingOn(v.Addr, "-ERR not in this plan\r\n", "HELLO", "CLIENT"))
	got := connect(t, conn.Options{Addr: addr})
	f := got.Findings[slices.IndexFunc(got.Findings, func(f report.Finding) bool { return f.Code == CodeClosesOnCommand })]
	if !strings.HasSuffix(f.Message, ": HELLO, CLIENT") || !strings.Contains(f.Evidence, `said "ERR not in this plan"`) || got.Server.Version == "" {
		t.Errorf("%+v", f)
	}
}

// TestClosesOnce: that a connection was ended is no fault of the command that
// was on its way.
func TestClosesOnce(t *testing.T) {
	t.Parallel()
	v := start(t)
	addr := startFault(t, inTurn(lab.ClosingOn(v.Addr, "INFO"), lab.Behind(v.Addr, nil, nil)))
	got := connect(t, conn.Options{Addr: addr})
	if !reports(got, conn.CodeConnectionClosed) || reports(got, CodeClosesOnCommand) || got.Server.Memory == nil || len(got.Server.NotExamined) > 0 {
		t.Errorf("server %+v, findings %+v", got.Server, got.Findings)
	}
	if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != ExitOK {
		t.Errorf("exit %d: %+v", exit, got.Findings)
	}
}

// TestRecordClosed: a proxy that does not pass MONITOR on says so.
func TestRecordClosed(t *testing.T) {
	t.Parallel()
	v := start(t)
	addr := startFault(t, lab.ClosingOn(v.Addr, "HELLO", "CLIENT", "INFO", "MONITOR"))
	o := RecordOptions{Target: addr, Conn: conn.Options{Addr: addr}, Timeout: time.Minute, Record: record.Options{To: t.TempDir() + "/trace.vkt", For: time.Minute}}
	got, err := Record(t.Context(), o)
	last := got.Findings[len(got.Findings)-1]
	if err != nil || last.Code != CodeClosesOnCommand || !strings.HasSuffix(last.Message, ": MONITOR") || last.Outcome != string(Failed) {
		t.Errorf("%v, findings %+v", err, got.Findings)
	}
}

// TestSkippedRootsAreSaid: one finding for each file.
func TestSkippedRootsAreSaid(t *testing.T) {
	t.Parallel()
	e := begin(CommandProbe, &Options{Timeout: time.Second})
	fault := func(file string, line int) conn.SkippedRoot {
		return conn.SkippedRoot{File: file, Line: line, Err: net.ErrClosed}
	}
	e.skippedRoots(&conn.Peer{SkippedRoots: []conn.SkippedRoot{fault("a", 1), fault("a", 20), fault("b", 3)}})
	if f := e.target.Findings; len(f) != 2 || f[0].Subject != "a" || !strings.HasSuffix(f[0].Message, ": line 1, and 1 more") || f[1].Subject != "b" || !strings.HasSuffix(f[1].Message, ": line 3") {
		t.Errorf("%+v", f)
	}
}

// TestClosesOnWhatGoesAlong: a proxy that takes the whole write before it answers
// any of it, and closes for a command behind the session.
func TestClosesOnWhatGoesAlong(t *testing.T) {
	t.Parallel()
	v := start(t)
	for _, name := range []string{"INFO", "CONFIG"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := connect(t, conn.Options{Addr: startFault(t, func(client *net.TCPConn) {
				server, err := net.Dial("tcp", v.Addr)
				if err != nil {
					return
				}
				defer server.Close()
				go func() { _, _ = io.Copy(client, server) }()
				for sent := make([]byte, 4096); ; {
					n, err := client.Read(sent)
					if err != nil || bytes.Contains(sent[:n], []byte("\r\n"+name+"\r\n")) {
						lab.HangUp(client)
						return
					}
					_, _ = server.Write(sent[:n])
				}
			})})
			if len(got.Server.NotExamined) != 1 || !strings.HasPrefix(got.Server.NotExamined[0], name) || got.Server.Mode != "standalone" {
				t.Errorf("server %+v", got.Server)
			}
			if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != ExitOK || !reports(got, CodeClosesOnCommand) {
				t.Errorf("exit %d: %+v", exit, got.Findings)
			}
		})
	}
}

// TestSlowInfo: a server that takes too long for its INFO, and answers nothing of a
// write before all of it, is told by the command and not by HELLO.
func TestSlowInfo(t *testing.T) {
	t.Parallel()
	v := start(t)
	slow := lab.Behind(v.Addr, func(sent []byte) {
		if bytes.Contains(sent, []byte("\r\nINFO\r\n")) {
			<-t.Context().Done()
		}
	}, nil)
	got := connect(t, conn.Options{CommandTimeout: time.Second, Addr: startFault(t, slow)})
	if !reports(got, conn.CodeTimeoutCommand) || got.Server == nil || got.Server.Mode != "standalone" {
		t.Errorf("server %+v, findings %+v", got.Server, got.Findings)
	}
	if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != ExitUndetermined {
		t.Errorf("exit %d: %+v", exit, got.Findings)
	}
}

// TestClosedAtOnceAndNotAgain: that the second connection stands is no excuse for
// the first.
func TestClosedAtOnceAndNotAgain(t *testing.T) {
	t.Parallel()
	v := start(t)
	got := connect(t, conn.Options{Addr: startFault(t, inTurn(lab.HangUp, lab.ClosingOn(v.Addr)))})
	if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != ExitUndetermined {
		t.Errorf("exit %d: %+v", exit, got.Findings)
	}
}
