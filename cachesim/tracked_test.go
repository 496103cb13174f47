package cachesim

import (
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestWritesAreTracked holds what commands do by their arguments against a real
// server: its client tracking tells of a key exactly where one was written.
func TestWritesAreTracked(t *testing.T) {
	t.Parallel()
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	told := 0
	listener := dialServer(t, conn.Options{Addr: v.Addr, OnPush: func(resp.Value) { told++ }})
	writer := dialServer(t, conn.Options{Addr: v.Addr})
	ask := func(c *conn.Conn, line string) string {
		t.Helper()
		reply, err := c.Do(t.Context(), strings.Fields(line)...)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		return reply.Text()
	}
	ask(listener, "CLIENT TRACKING ON BCAST")
	for _, line := range []string{
		"GET s", "GETEX s", "GETEX t PERSIST", "SET s v GET",
		"BITFIELD s GET u8 0", "BITFIELD s OVERFLOW SAT GET u8 0", "BITFIELD_RO s GET u8 0",
		"BITFIELD s SET u8 0 1", "BITFIELD s GET u8 0 INCRBY u8 0 1",
		"SORT l", "SORT l STORE d", "GEORADIUS g 1 1 500 km", "GEORADIUS g 1 1 500 km STORE d",
		"XREADGROUP GROUP grp c STREAMS x >", "XACK x grp 1-1", "XCLAIM x grp other 0 1-1", "XAUTOCLAIM x grp other 0 0",
		"XGROUP CREATE x more 0", "XGROUP CREATE y more 0 MKSTREAM", "XGROUP CREATECONSUMER x grp other",
		"XGROUP DELCONSUMER x grp c", "XGROUP SETID x grp 0", "XGROUP DESTROY x grp", "XSETID x 9-1", "XDEL x 1-1",
		"EVAL_RO return(1) 1 s", "OBJECT ENCODING s", "TOUCH s", "COPY s d", "RENAME s d",
	} {
		for _, set := range []string{
			"FLUSHALL", "SET s a", "SET t a EX 1000", "RPUSH l 1", "GEOADD g 1 1 m",
			"XADD x 1-1 f v", "XADD x 2-1 f v", "XGROUP CREATE x grp 0", "XREADGROUP GROUP grp c COUNT 1 STREAMS x >",
		} {
			ask(writer, set)
		}
		ask(listener, "PING")
		told = 0
		ask(writer, line)
		ask(listener, "PING") // what was told stands before the answer
		args := argsOf(line)
		c, known := command.Lookup(args)
		if does := c.Does(args, false); !known || (does == command.Write) != (told > 0) {
			t.Errorf("%s: %v, and the server told of %d", line, does, told)
		}
	}
}

func argsOf(line string) (args [][]byte) {
	for word := range strings.FieldsSeq(line) {
		args = append(args, []byte(word))
	}
	return args
}

func dialServer(t *testing.T, o conn.Options) *conn.Conn {
	t.Helper()
	c, err := conn.Dial(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}
