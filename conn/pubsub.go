package conn

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Subscription says what to listen to. At least one name must be given.
type Subscription struct {
	Channels []string // SUBSCRIBE
	Patterns []string // PSUBSCRIBE: globs of channels
	Shards   []string // SSUBSCRIBE: channels of this node's shard, since version 7
}

// Message is what arrives at a subscriber.
type Message struct {
	// Kind is "message", "pmessage" (by a pattern) or "smessage" (of a
	// shard); "subscribe", "psubscribe" or "ssubscribe" once for every name,
	// from when on its messages come; and "sunsubscribe" where a shard's
	// channel has moved to another node.
	Kind    string
	Channel string // empty for psubscribe
	Pattern string // of pmessage and psubscribe
	Payload string // of the three kinds of messages
}

// Subscribe gives what is published, and the acknowledgements, in the order of
// the server. It goes on until the loop or ctx ends, and closes the
// connection then. An error, an [*Error], is the last pair. The wait for the
// next acknowledgement is bounded by Options.CommandTimeout; that for a
// message by ctx alone.
func (c *Conn) Subscribe(ctx context.Context, to Subscription) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		commands := to.commands()
		if len(commands) == 0 {
			yield(Message{}, c.link.fail(ctx, PhaseCommand, CodeBadOption, errors.New("a subscription to nothing")))
			return
		}
		s, err := c.startStream(ctx, commands...)
		if err != nil {
			yield(Message{}, err)
			return
		}
		defer s.end()
		awaited := len(to.Channels) + len(to.Patterns) + len(to.Shards)
		for {
			m, err := s.message(ctx, awaited > 0)
			if err != nil {
				yield(Message{}, err)
				return
			}
			if m.acknowledges() {
				awaited--
			}
			if !yield(m, nil) {
				return
			}
		}
	}
}

// commands are those that subscribe. The channels of shards go one by one:
// together they would have to be of one slot.
func (to Subscription) commands() [][]string {
	var commands [][]string
	if len(to.Channels) > 0 {
		commands = append(commands, append([]string{"SUBSCRIBE"}, to.Channels...))
	}
	if len(to.Patterns) > 0 {
		commands = append(commands, append([]string{"PSUBSCRIBE"}, to.Patterns...))
	}
	for _, shard := range to.Shards {
		commands = append(commands, []string{"SSUBSCRIBE", shard})
	}
	return commands
}

func (m Message) acknowledges() bool {
	return m.Kind == "subscribe" || m.Kind == "psubscribe" || m.Kind == "ssubscribe"
}

// message reads the next message. Other pushes, such as invalidations, are
// passed over.
func (s *stream) message(ctx context.Context, awaited bool) (Message, error) {
	var within time.Duration
	if awaited {
		within = s.c.link.o.CommandTimeout
	}
	var m Message
	known := false
	v, err := s.next(ctx, within, func(v resp.Value) bool {
		m, known = messageOf(v)
		return known || v.Kind() != resp.Push
	})
	if err == nil && !known {
		err = s.unexpected(ctx, v)
	}
	return m, err
}

// messageOf reads an array of RESP2 or a push of RESP3; not ok for any other.
func messageOf(v resp.Value) (m Message, ok bool) {
	items := v.Items()
	if v.Kind() != resp.Array && v.Kind() != resp.Push || len(items) < 3 {
		return Message{}, false
	}
	kind, first := items[0].Text(), items[1].Text()
	switch kind {
	case "message", "smessage":
		return Message{Kind: kind, Channel: first, Payload: items[2].Text()}, len(items) == 3
	case "pmessage":
		if len(items) != 4 {
			return Message{}, false
		}
		return Message{Kind: kind, Pattern: first, Channel: items[2].Text(), Payload: items[3].Text()}, true
	case "subscribe", "ssubscribe", "sunsubscribe":
		return Message{Kind: kind, Channel: first}, len(items) == 3
	case "psubscribe":
		return Message{Kind: kind, Pattern: first}, len(items) == 3
	}
	return Message{}, false
}
