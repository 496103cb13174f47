package lab

import (
	"net"
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
	return func(client *net.TCPConn) {
		server, err := net.Dial("tcp", backend)
		if err != nil {
			return
		}
		defer server.Close()
		commands, answers := resp.NewReader(client, resp.Limits{}), resp.NewReader(server, resp.Limits{})
		for {
			command, err := commands.Read()
			if err != nil || len(command.Items()) == 0 {
				return
			}
			reply := []byte(replies.to(command.Items()[0].Text()))
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

func (r Replies) to(name string) string {
	reply, ok := r[strings.ToUpper(name)]
	if !ok {
		return r["*"]
	}
	return reply
}

// ask gives a server's reply to a command, as on the wire.
func ask(server net.Conn, answers *resp.Reader, command resp.Value) ([]byte, error) {
	if _, err := server.Write(command.Append(nil)); err != nil {
		return nil, err
	}
	reply, err := answers.Read()
	if err != nil {
		return nil, err
	}
	return reply.Append(nil), nil
}
