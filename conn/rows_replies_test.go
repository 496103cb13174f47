package conn

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// errorRow is one reply that a real server is brought to.
type errorRow struct {
	name    string
	before  []string // commands, words split at spaces
	command string
	after   []string // undoes before
	code    string
	class   error
}

// Outside the table, in tests of their own: LOADING, BUSY, NOPERM (below),
// WRONGPASS, NOAUTH, the maximum of clients (TestRealRefusals,
// TestRealMaxClients), MOVED and its like (TestRealClusterErrors).
var errorRows = []errorRow{
	{"oom", []string{"CONFIG SET maxmemory 1"}, "SET k v", []string{"CONFIG SET maxmemory 0"}, CodeOOM, ErrOOM},
	{"noscript", nil, "EVALSHA " + strings.Repeat("0", 40) + " 0", nil, CodeNoScript, ErrNoScript},
	{"execabort", []string{"MULTI", "GET"}, "EXEC", nil, CodeAborted, ErrExecAbort},
	{"exec alone", nil, "EXEC", nil, CodeWrongContext, ErrWrongContext},
	{"nested multi", []string{"MULTI"}, "MULTI", []string{"DISCARD"}, CodeWrongContext, ErrWrongContext},
	{"noreplicas", []string{"CONFIG SET min-replicas-to-write 1"}, "SET k v", []string{"CONFIG SET min-replicas-to-write 0"}, CodeNoReplicas, ErrNoReplicas},
	{"readonly", []string{"REPLICAOF 127.0.0.1 1"}, "SET k v", []string{"REPLICAOF NO ONE"}, CodeReadOnlyReplica, ErrReadOnly},
	{"masterdown", []string{"CONFIG SET replica-serve-stale-data no", "REPLICAOF 127.0.0.1 1"}, "GET k", []string{"REPLICAOF NO ONE"}, CodeMasterDown, ErrMasterDown},
	{"auth arguments", nil, "AUTH a b c", nil, CodeServerError, ErrResponse}, // "ERR syntax error", since ACLs came
	{"wrong number of arguments", nil, "AUTH", nil, CodeWrongArguments, ErrResponse},
	{"auth without a password set", nil, "AUTH s3cret", nil, CodeAuthNotConfigured, ErrCredentials},
	{"module load", nil, "MODULE LOAD /nonexistent.so", nil, CodeModuleRefused, ErrModule},
	{"module unload", nil, "MODULE UNLOAD nonesuch", nil, CodeModuleRefused, ErrModule},
	{"cluster", nil, "CLUSTER SHARDS", nil, CodeClusterDisabled, ErrResponse},
	{"wrongtype", []string{"SET k v"}, "LPUSH k v", nil, CodeWrongType, ErrResponse},
	{"any other", nil, "EXPIRE k soon", nil, CodeServerError, ErrResponse},
}

func TestRow68ErrorMap(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--enable-module-command", "yes"}})
			c := dialed(t, Options{Addr: v.Addr})
			for _, row := range errorRows {
				for _, command := range row.before {
					_, _ = c.Do(testContext(t), strings.Fields(command)...)
				}
				_, err := c.Do(testContext(t), strings.Fields(row.command)...)
				var e *Error
				if !errors.As(err, &e) || e.Code != row.code || !errors.Is(err, row.class) || e.Reply == "" {
					t.Errorf("%s: got %v, want %s", row.name, err, row.code)
				}
				for _, command := range row.after {
					if _, err := c.Do(testContext(t), strings.Fields(command)...); err != nil {
						t.Errorf("%s: %v", command, err)
					}
				}
			}
		})
	}
}

func TestRow68NoPermission(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		v := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--user", "app", "on", ">apppw", "~a:*", "resetchannels", "&a:*", "+@all", "-flushall"}})
		c := dialed(t, Options{Addr: v.Addr, Username: "app", Password: "apppw"})
		for command, want := range map[string]string{
			"FLUSHALL":    CodeACLDeniedCommand,
			"GET b:1":     CodeACLDeniedKey,
			"PUBLISH b x": CodeACLDeniedChannel,
		} {
			_, err := c.Do(testContext(t), strings.Fields(command)...)
			wantError(t, err, PhaseCommand, want)
			if !errors.Is(err, ErrNoPermission) || !errors.Is(err, ErrResponse) {
				t.Errorf("%s: %v is of another class", command, err)
			}
		}
	}
}

// A server that cannot save refuses writes: here a directory stands where the
// dump is to go.
func TestRow68Misconf(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := startValkey(t, lab.ValkeyOptions{Dir: dir, Args: []string{"--save", "3600 1"}})
	if err := os.MkdirAll(filepath.Join(dir, "dump.rdb", "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := dialed(t, Options{Addr: v.Addr})
	if _, err := c.Do(testContext(t), "BGSAVE"); err != nil {
		t.Fatal(err)
	}
	err := until(t, c, CodeMisconf, "SET", "k", "v")
	if !errors.Is(err, ErrMisconf) {
		t.Errorf("%v is of another class", err)
	}
	if _, err := c.Do(testContext(t), "CONFIG", "SET", "save", ""); err != nil { // or it would not end
		t.Error(err)
	}
}

func TestRow68Busy(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--busy-reply-threshold", "1"}})
	slow, c := dialed(t, Options{Addr: v.Addr}), dialed(t, Options{Addr: v.Addr})
	ended := make(chan error, 1)
	go func() {
		_, err := slow.Do(testContext(t), "EVAL", "while true do end", "0")
		ended <- err
	}()
	if err := until(t, c, CodeBusyScript, "PING"); !errors.Is(err, ErrBusy) {
		t.Errorf("%v is of another class", err)
	}
	if _, err := c.Do(testContext(t), "SCRIPT", "KILL"); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, ErrResponse) {
		t.Errorf("the killed script: %v", err)
	}
}

func TestRow68Loading(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--enable-debug-command", "yes", "--key-load-delay", "200", "--loading-process-events-interval-bytes", "1024"}})
	slow, c := dialed(t, Options{Addr: v.Addr}), dialed(t, Options{Addr: v.Addr})
	if _, err := slow.Do(testContext(t), "DEBUG", "POPULATE", "2000"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := slow.Do(testContext(t), "DEBUG", "RELOAD")
		ended <- err
	}()
	if err := until(t, c, CodeLoading, "PING"); !errors.Is(err, ErrLoading) {
		t.Errorf("%v is of another class", err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
