package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// docsWorld is what the pages speak of: hosts, and files that a reader would
// have.
type docsWorld struct {
	hosts [][2]string // as the pages write it, and what stands for it here
	files string      // a directory with the files
}

// docsUser is a user that the pages' server knows.
var docsUser = []string{"--user", "probe", "on", ">secret", "~*", "+@all"}

// startDocsWorld starts a real server with traffic, and the lab before it.
func startDocsWorld(t *testing.T) *docsWorld {
	t.Helper()
	v, err := lab.StartValkey(lab.ValkeyOptions{Args: docsUser})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	keepBusy(t, v.Addr)
	w := &docsWorld{files: t.TempDir()}
	l, err := lab.Start(lab.Options{Dir: w.files, Backend: v.Addr, Scenarios: lab.Scenarios()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	for _, e := range l.Endpoints {
		w.hosts = append(w.hosts, [2]string{e.Name + ".example:6380", e.Addr})
		if e.Name == "good" {
			for _, name := range []string{"cache-1", "cache-2", "replica"} {
				w.hosts = append(w.hosts, [2]string{name + ".example:6380", e.Addr})
			}
		}
	}
	w.hosts = append(w.hosts,
		[2]string{"cache-1.example:6379", v.Addr}, [2]string{"cache-2.example:6379", v.Addr}, [2]string{"replica.example:6379", v.Addr},
		[2]string{"-h replica.example", "-h 127.0.0.1 -p " + v.Addr[strings.LastIndex(v.Addr, ":")+1:]},
		[2]string{"127.0.0.1:9121", freeAddress(t)}, [2]string{"--for 30s", "--for 1s"})
	w.write(t, "secret", "secret\n")
	w.write(t, "requests.csv", "time,host,user_id,verb,bytes,ttl\n1,a,7,get,10,5\n2,a,8,get,10,5\n3,b,7,set,12,5\n")
	trace, err := os.ReadFile("../../testdata/trace.txt")
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "trace.txt", string(trace))
	return w
}

// freeAddress is below the ports that systems give out by themselves: one of
// those would be another test's before it is listened on.
func freeAddress(t *testing.T) string {
	t.Helper()
	for {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(10_000+rand.IntN(20_000))))
		if errors.Is(err, syscall.EADDRINUSE) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
}

func (w *docsWorld) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.files, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// real puts the test's hosts in place of the pages'.
func (w *docsWorld) real(script string) string {
	for _, h := range w.hosts {
		script = strings.ReplaceAll(script, h[0], h[1])
	}
	return script
}

// documented is real the other way round: the first name that the script used
// stands for what it stood for.
func (w *docsWorld) documented(script, text string) string {
	for _, h := range w.hosts {
		if strings.Contains(script, h[0]) {
			text = strings.ReplaceAll(text, h[1], h[0])
		}
	}
	return fitTables(text)
}

var (
	tableBlock = regexp.MustCompile("(?m)^┌.*\n(?:[├│].*\n)+└.*\n")
	escapes    = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// fitTables widens the columns of tables for the names in them.
func fitTables(text string) string {
	return tableBlock.ReplaceAllStringFunc(text, func(table string) string {
		var rows [][]string
		var widths []int
		for line := range strings.Lines(table) {
			cells := strings.FieldsFunc(strings.TrimRight(line, "\r\n"), func(r rune) bool { return strings.ContainsRune("┌┬┐├┼┤└┴┘│", r) })
			for i, c := range cells {
				if i == len(widths) {
					widths = append(widths, 0)
				}
				if !strings.HasPrefix(c, "─") {
					widths[i] = max(widths[i], utf8.RuneCountInString(escapes.ReplaceAllString(c, "")))
				}
			}
			rows = append(rows, cells)
		}
		var b strings.Builder
		lines := strings.SplitAfter(table, "\n")
		for r, cells := range rows {
			line := lines[r]
			for i, c := range cells {
				want := c + strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(escapes.ReplaceAllString(c, ""))))
				if strings.HasPrefix(c, "─") {
					want = strings.Repeat("─", widths[i])
				}
				before, after, _ := strings.Cut(line, c)
				b.WriteString(before + want)
				line = after
			}
			b.WriteString(line)
		}
		return b.String()
	})
}

// directory is a page's own, with the files in it and the repository's
// testdata beside them.
func (w *docsWorld) directory(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(w.files)); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "testdata"), os.DirFS("../../testdata")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// environ keeps the user's own settings out.
func (w *docsWorld) environ(dir string) []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "VKCHECK_") })
	return append(env, "HOME="+dir, "NO_COLOR=1", "GORACE="+raceOptions)
}

// keepBusy gives the server some requests to record, until the test ends.
func keepBusy(t *testing.T, addr string) {
	t.Helper()
	c, err := conn.Dial(t.Context(), conn.Options{Addr: addr})
	if err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-stopped })
	go func() {
		defer close(stopped)
		defer c.Close() //nolint:errcheck // it is done with
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			commands := [][]string{{"GET", fmt.Sprint("user:", i*i%37)}, {"GET", fmt.Sprint("user:", i%7)}}
			if i%10 == 0 {
				commands = append(commands, []string{"SET", fmt.Sprint("user:", i%37), "x"})
			}
			if _, err := c.Pipeline(context.Background(), commands); err != nil {
				return
			}
		}
	}()
}
