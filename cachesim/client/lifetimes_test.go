package client

import (
	"testing"
)

// TestKeysExpire says what a client hears of keys that expire: before the first
// request after it, of each command that names the key, once.
func TestKeysExpire(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"before the first request after it", []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a", "0 PING", "0 GET a"}, "0 0 x0 0"},
		{"not while it lives", []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a"}, "0 0"},
		{"of each command", []string{"0 SET a 1 PX 2500", "0 GET a", "0 STRLEN a", "0 GET b", "0 GET b"}, "0 1 x1 x0 2 2"},
		{"in the order of deadlines", []string{"0 PSETEX a 5900 1", "0 PSETEX b 4500 1", "0 PSETEX c 3700 1", "0 GET a", "0 GET b", "0 GET c", "0 GET d"}, "0 1 2 x1 x2 x0 3"},
		{"a key that was never read", []string{"0 SET a 1 EX 1", "0 GET b", "0 GET b"}, "0 0"},
		{"a write ends it", []string{"0 SET a 1 EX 2", "0 SET a 1", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0"},
		{"some writes keep it", []string{"0 SET a 1 EX 2", "0 SET a 1 KEEPTTL", "0 GET a", "0 GET b"}, "0 x0 1"},
		{"and a deletion", []string{"0 SET a 1 EX 2", "0 DEL a", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0"},
		{"renewed", []string{"0 SET a 1 EX 2", "0 EXPIRE a 4", "0 GET a", "0 GET a", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0 0 x0 0"},
		{"shortened", []string{"0 SET a 1 EX 9", "0 EXPIRE a 1", "0 GET a", "0 GET a"}, "0 x0 0"},
		{"shortened and renewed", []string{"0 SET a 1 EX 3", "0 EXPIRE a 1", "0 EXPIRE a 9", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0"},
		{"in the past: deleted at once", []string{"0 SET a 1 EX 2", "0 GET a", "0 EXPIRE a -1", "0 GET a", "0 GET a"}, "0 -0 0 0"},
		{"until a time since 1970", []string{"0 SET a 1 EXAT 1700000002", "0 GET a", "0 GET a", "0 GET a"}, "0 0 x0 0"},
		{"long ago", []string{"0 SET a 1 EXAT 1", "0 GET a", "0 GET a"}, "0 0"},
		{"for ever", []string{"0 SET a 1 EX 9000000000000000", "0 GET a", "0 PEXPIREAT a 9223372036854775807", "0 GET a"}, "0 -0 0"},
		{"NX where it is there", []string{"0 SET a 1 EX 2", "0 SET a 2 NX EX 9", "0 GET a", "0 GET b"}, "0 x0 1"},
		{"it goes with the key", []string{"0 SET a 1 EX 4", "0 GET b", "0 RENAME a b", "0 GET a", "0 GET b", "0 GET c"}, "0 -0 1 0 x0 2"},
		{"and with a copy", []string{"0 SET a 1 EX 4", "0 COPY a b", "0 PERSIST a", "0 GET a", "0 GET b", "0 GET b"}, "0 1 x1 1"},
		{"databases are apart, pushes not", []string{"1 SET a 1 EX 3", "0 SET a 1", "0 GET a", "1 GET a", "0 GET b"}, "0 1 x1 x0 2"},
		{"FLUSHDB is of one database", []string{"1 SET a 1 EX 2", "0 FLUSHDB", "1 GET a", "1 GET a"}, "! 0 x0 0"},
		{"FLUSHALL is of all", []string{"1 SET a 1 EX 3", "0 FLUSHALL", "1 GET a", "1 GET a", "1 GET a"}, "! 0 0 0"},
		{"MOVE", []string{"0 SET a 1 EX 4", "0 MOVE a 1", "0 SET a 1", "1 GET a", "0 GET a", "0 GET b"}, "0 1 x1 x0 2"},
	} {
		if got, _ := build(t, profile(t, "valkey-py"), tt.lines...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	unheard := []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a", "0 GET a"}
	if got, _ := build(t, profile(t, "glide"), unheard...); got != "0 0 ~0 0" {
		t.Errorf("who hears of nothing: %s", got)
	}
}

// TestServerExpires says what the server's memory has of it.
func TestServerExpires(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"a key is stored with one", []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a", "0 GET a"}, "+0 0@2 0 0 x0 0"},
		{"or without", []string{"0 SET a 1", "0 SET b 1 EX 2", "0 SET b 1"}, "+0 +1 1@3 +1 1@"},
		{"or gets one", []string{"0 GET a", "0 EXPIRE a 9", "0 EXPIRE a 1 GT", "0 PERSIST a"}, "0 0@10 0@"},
		{"what keeps it says nothing", []string{"0 SETEX a 9 1", "0 INCR a", "0 SET a 1 KEEPTTL"}, "+0 0@9 +0 +0"},
		{"before it is known", []string{"0 EXPIRE a 9", "0 GET a"}, "0@9 0"},
		{"in the past: deleted", []string{"0 SET a 1", "0 EXPIRE a 0", "0 GET a"}, "+0 -0 0"},
		{"databases are apart", []string{"0 SET a 1 EX 2", "1 SET a 1 EX 1", "0 GET a", "1 GET a"}, "+0 0@2 +1 1@2 0 x0 x1 1"},
		{"renamed", []string{"0 SET a 1 EX 9", "0 RENAME a b"}, "+0 0@9 -0 +1 1@9"},
		{"copied elsewhere", []string{"0 SET a 1 EX 9", "0 COPY a b DB 1", "1 GET b"}, "+0 0@9 +1 1@9 1"},
		{"moved", []string{"0 SET a 1 EX 9", "0 MOVE a 1"}, "+0 0@9 -0 +1 1@9"},
		{"FLUSHDB", []string{"1 SET a 1 EX 3", "1 FLUSHDB", "1 SET a 1"}, "+0 0@3 -0 +0"},
	} {
		if got, _ := build(t, profile(t, "server"), tt.lines...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
