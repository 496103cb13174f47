package record

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/trace"
)

func words(line string) (args [][]byte) {
	for w := range strings.FieldsSeq(line) {
		args = append(args, []byte(w))
	}
	return args
}

// shown writes what is stored: itself, its length, or "#".
func shown(args []trace.RecordedArg) string {
	var out []string
	for _, a := range args {
		out = append(out, [...]string{strconv.Itoa(a.Len), string(a.Text), "#"}[a.Form])
	}
	return strings.Join(out, " ")
}

func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"GET key":                              "GET key",
		"set key value":                        "set key 5",
		"SET key EX ex 10 nx get":              "SET key 2 ex 10 nx get",
		"SET key v IFEQ 10 PX 99":              "SET key 1 IFEQ 2 PX 99",
		"SET key v NOSUCH 10 EX 99":            "SET key 1 6 2 2 2",
		"SET key v EX s3cret":                  "SET key 1 EX 6",
		"SETEX key 10 5":                       "SETEX key 10 1",
		"EXPIRE key 10 GT":                     "EXPIRE key 10 GT",
		"GETEX key PERSIST":                    "GETEX key PERSIST",
		"PSETEX key ten 5":                     "PSETEX key 3 1",
		"SET key v keepttl":                    "SET key 1 keepttl",
		"RESTORE key 9 dump REPLACE ABSTTL":    "RESTORE key 9 4 REPLACE ABSTTL",
		"MOVE key 3":                           "MOVE key 3",
		"MSET a 1 b 22":                        "MSET a 1 b 2",
		"HGET key field":                       "HGET key #",
		"HSET key field value":                 "HSET key 5 5",
		"GETRANGE key 0 10":                    "GETRANGE key # #",
		"XREAD COUNT 2 STREAMS a b 0 0":        "XREAD # # STREAMS a b # #",
		"XINFO STREAM key FULL":                "XINFO STREAM key #",
		"EVAL script 1 key arg":                "EVAL 6 1 key 3",
		"EVAL script 5 key arg":                "EVAL 6 1 3 3",
		"AUTH user s3cret":                     "AUTH 4 6",
		"HELLO 3 AUTH user s3cret":             "HELLO 1 4 4 6",
		"CONFIG SET requirepass s3cret":        "CONFIG SET 11 6",
		"ACL SETUSER me >s3cret":               "ACL SETUSER 2 7",
		"MIGRATE h 1 key 0 5 AUTH s3cret":      "MIGRATE 1 1 key 1 1 AUTH 6",
		"PUBLISH channel message":              "PUBLISH 7 7",
		"NOSUCH a b":                           "NOSUCH 1 1",
		strings.Repeat("x", 65) + " a":         "65 1",
		"GET " + strings.Repeat("k", 1+16<<10): "GET #",
	} {
		if got := shown(newKeeper([]byte("secret"), false).keep(words(line))); got != want {
			t.Errorf("%.50s: stored %s, want %s", line, got, want)
		}
	}
}

func TestHashedKeys(t *testing.T) {
	t.Parallel()
	hashes := func(secret, line string) (all []string) {
		for _, a := range newKeeper([]byte(secret), true).keep(words(line)) {
			if a.Form == trace.ArgHashed {
				all = append(all, hex.EncodeToString(a.Text))
			}
		}
		return all
	}
	// HMAC-SHA256 with the secret "secret" of "kkey", as openssl dgst -hmac says.
	if diff := cmp.Diff([]string{"c5ccd847ff64d2ee86ac6e1e2c47acf9"}, hashes("secret", "SET key v")); diff != "" {
		t.Error(diff)
	}
	same := hashes("secret", "MGET key key other")
	if len(same) != 3 || same[0] != same[1] || same[0] == same[2] || same[0] != hashes("secret", "GET key")[0] {
		t.Errorf("%v", same)
	}
	if two := hashes("secret", "HGET key key"); two[0] == two[1] {
		t.Error("a key and a field of the same name have the same hash")
	}
	if hashes("secret", "GET key")[0] == hashes("another", "GET key")[0] {
		t.Error("two secrets give the same hash")
	}
}

// TestClientsAreBounded numbers more clients than are remembered.
func TestClientsAreBounded(t *testing.T) {
	t.Parallel()
	const most = 100
	c := clients{most: most}
	name := func(i int) []byte { return strconv.AppendInt(nil, int64(i), 10) }
	for i := range most + 10 {
		if n := c.number(name(i)); n != uint64(i+1) {
			t.Fatalf("client %d is %d", i, n)
		}
	}
	if len(c.numbers) != 10 || c.number([]byte("lua")) != 0 || c.number(name(most)) != most+1 {
		t.Errorf("%d remembered", len(c.numbers))
	}
}

func TestSecretsStay(t *testing.T) {
	t.Parallel()
	k := newKeeper(nil, true)
	for _, line := range []string{"GET s3cret", "HELLO 3 AUTH s3cret s3cret", "SET a s3cret EX s3cret", "NOSUCH s3cret", "HGET a s3cret", "FCALL f 1 s3cret s3cret"} {
		for _, a := range k.keep(words(line)) {
			if bytes.Contains(a.Text, []byte("s3cret")) {
				t.Errorf("%s: it is stored", line)
			}
		}
	}
}
