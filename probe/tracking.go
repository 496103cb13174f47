package probe

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// The codes of a round trip of client tracking.
const (
	CodeTrackingSilent      = "tracking-silent"       // a key was written, and no invalidation came
	CodeTrackingNotExamined = "tracking-not-examined" // it could not be tried
)

// trackingKeys is what the key of a round trip begins with: an ACL may grant
// vkcheck that pattern and no other.
const trackingKeys = "vkcheck:tracking:"

// trackingTTL ends the key where nobody could delete it.
const trackingTTL = 10 * time.Second

// keyTries is how many keys are tried before one lives on this node: a
// cluster of a thousand primaries has one in a thousand.
const keyTries = 20000

var errNoKeyHere = errors.New("this node of the cluster serves no key that was tried")

// tracking shows that client tracking works: one connection reads a key, which
// does not exist; writer writes it; and the invalidation is waited for. That
// needs a write, because servers push none for a command which changes nothing,
// such as the DEL of a key that is not there; the key is new, and gone after.
func (e *examination) tracking(ctx context.Context, writer *conn.Conn) {
	if !e.o.Tracking {
		return
	}
	if s := e.target.Server; s.Role == roleReplica || s.Mode == modeSentinel {
		e.add(finding(e.command, CodeTrackingNotExamined, "", "only a primary takes the write that it needs", ""))
		return
	}
	l, err := listen(ctx, e.o.Conn, writer.Protocol())
	if err == nil {
		defer l.close()
		err = e.roundTrip(ctx, l, writer)
	}
	switch {
	case err == nil:
	case untried(err):
		e.add(finding(e.command, CodeTrackingNotExamined, "", "", err.Error()))
	default:
		f := e.diagnose(ctx, err).finding(e.command)
		if Outcome(f.Outcome) == Failed { // of what was not answered nobody can say that it does not work
			e.session().Tracking = &report.Invalidate{Code: f.Code}
		}
		e.add(f)
	}
}

// untried is true for the refusals that say nothing about tracking.
func untried(err error) bool {
	switch conn.CodeOf(err) {
	case "", conn.CodeConnectionClosed, conn.CodeACLDeniedCommand, conn.CodeACLDeniedKey, conn.CodeACLDeniedChannel, conn.CodeCommandUnknown, conn.CodeSubcommandUnknown,
		conn.CodeReadOnlyReplica, conn.CodeOOM, conn.CodeMisconf, conn.CodeNoReplicas, conn.CodeClusterDown,
		conn.CodeLoading, conn.CodeMasterDown, conn.CodeBusyScript:
		return true
	}
	return false
}

// roundTrip is an error where it could not be made to the end. Silence is its
// finding.
func (e *examination) roundTrip(ctx context.Context, l *listener, writer *conn.Conn) error {
	key, err := l.readKey(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	if _, err := writer.Do(ctx, "SET", key, "", "PX", strconv.FormatInt(trackingTTL.Milliseconds(), 10)); err != nil {
		return err
	}
	defer func() { _, _ = writer.Do(ctx, "DEL", key) }()
	late := time.NewTimer(e.o.Conn.CommandTimeout)
	defer late.Stop()
	select {
	case <-l.heard:
		e.session().Tracking = &report.Invalidate{Works: true, Seconds: time.Since(start).Seconds()}
		return nil
	case <-late.C:
	case <-ctx.Done():
	}
	e.session().Tracking = &report.Invalidate{Code: CodeTrackingSilent}
	e.add(finding(e.command, CodeTrackingSilent, string(conn.PhaseTracking), "", ""))
	return nil
}

// readKey reads a key that does not exist and that this node would have.
func (l *listener) readKey(ctx context.Context) (string, error) {
	for range keyTries {
		key := trackingKeys + rand.Text()
		_, err := l.reader.Do(ctx, "GET", key)
		if conn.CodeOf(err) != conn.CodeClusterMoved {
			return key, err
		}
	}
	return "", errNoKeyHere
}
