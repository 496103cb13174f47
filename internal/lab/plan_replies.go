package lab

import (
	"bufio"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Replies are what a server answers to commands, by their names in capitals
// and as on the wire; "*" stands for all others. An empty one is that of the
// server behind.
type Replies map[string]string

// Answering passes commands on to the server at backend, one after the other,
// but for those that have a reply of their own.
func Answering(backend string, replies Replies) Plan {
	return passing(backend, func(name string) (reply string, over bool) { return replies.to(name), false })
}

// ClosingOn passes commands on to the server at backend, and closes on those
// with one of the names, in capitals, as proxies do on what they do not pass on.
func ClosingOn(backend string, names ...string) Plan { return SayingOn(backend, "", names...) }

// SayingOn is ClosingOn, but has a last word.
func SayingOn(backend, words string, names ...string) Plan {
	return passing(backend, func(name string) (reply string, over bool) {
		if slices.Contains(names, strings.ToUpper(name)) {
			return words, true
		}
		return "", false
	})
}

// passing passes commands on to the server at backend, one after the other, but
// for those that own has a reply to, or after which all is over.
func passing(backend string, own func(name string) (reply string, over bool)) Plan {
	return func(client *net.TCPConn) {
		server, err := net.Dial("tcp", backend)
		if err != nil {
			return
		}
		defer server.Close()
		next, answers := commands(client), resp.NewReader(server, resp.Limits{})
		for {
			command, err := next()
			if err != nil || len(command) == 0 {
				return
			}
			words, over := own(command[0])
			if over {
				_, _ = io.WriteString(client, words)
				hangUp(client)
				return
			}
			reply := []byte(words)
			if len(reply) == 0 {
				if reply, err = ask(server, answers, command); err != nil {
					return
				}
			}
			if _, err := client.Write(reply); err != nil {
				return
			}
		}
	}
}

// commands reads a client's, which are arrays, or lines where the first is
// one.
func commands(client net.Conn) func() ([]string, error) {
	in := bufio.NewReader(client)
	if first, err := in.Peek(1); err == nil && first[0] != '*' {
		return func() ([]string, error) {
			line, err := in.ReadString('\n')
			return strings.Fields(line), err
		}
	}
	arrays := resp.NewReader(in, resp.Limits{})
	return func() ([]string, error) {
		command, err := arrays.Read()
		var words []string
		for _, item := range command.Items() {
			words = append(words, item.Text())
		}
		return words, err
	}
}

func (r Replies) to(name string) string {
	reply, ok := r[strings.ToUpper(name)]
	if !ok {
		return r["*"]
	}
	return reply
}

// ask gives a server's reply to a command, as on the wire.
func ask(server net.Conn, answers *resp.Reader, command []string) ([]byte, error) {
	if _, err := server.Write(resp.AppendCommand(nil, command...)); err != nil {
		return nil, err
	}
	reply, err := answers.Read()
	if err != nil {
		return nil, err
	}
	return reply.Append(nil), nil
}
