package probe

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// examined takes all of its time where a peer keeps silent, be it to a second
// opinion.
func examined(t *testing.T, o conn.Options) report.Target {
	t.Helper()
	return Connect(t.Context(), &Options{Target: "t", Conn: o, Rules: Rules{AllowNotCovered: true}, Timeout: 4 * time.Second})
}

// inTurn gives each connection the next plan; the last one serves the rest.
func inTurn(plans ...lab.Plan) lab.Plan {
	var mu sync.Mutex
	next := func() lab.Plan {
		mu.Lock()
		defer mu.Unlock()
		plan := plans[0]
		if len(plans) > 1 {
			plans = plans[1:]
		}
		return plan
	}
	return func(client *net.TCPConn) { next()(client) }
}

// What passes is no proof: a server that was restarted between two
// connections needs no PROXY line, and a handshake that was slow once no small
// ClientHello.
func TestOpinionsOnWhatPasses(t *testing.T) {
	t.Parallel()
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	root, err := lab.NewRoot("root")
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := root.Issue(lab.LeafOptions{Names: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	front, err := lab.StartFront(lab.FrontOptions{Certificate: leaf.TLS(), Backend: v.Addr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(front.Close)
	plain, secure := lab.Behind(v.Addr, nil, nil), lab.Behind(front.Addr(), nil, nil)
	tlsOptions := &conn.TLSOptions{ServerName: "127.0.0.1"}
	for _, tt := range []struct {
		name string
		plan lab.Plan
		tls  *conn.TLSOptions
		want string
	}{
		{"plain, closed once", inTurn(lab.HangUp, plain), nil, conn.CodeClosedOnAccept},
		{"plain, reset once", inTurn(lab.Reset, plain), nil, conn.CodeResetAfterAccept},
		{"TLS, closed once", inTurn(lab.HangUp, secure), tlsOptions, conn.CodeTLSClosedEarly},
		{"TLS, silent once", inTurn(lab.Hush, secure), tlsOptions, conn.CodeTimeoutTLS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := examined(t, conn.Options{Addr: startFault(t, tt.plan), TLS: tt.tls})
			if len(got.Findings) != 1 || got.Findings[0].Code != tt.want {
				t.Errorf("got %+v, want %s", got.Findings, tt.want)
			}
		})
	}
}

// Second opinions make one connection at a time, leave none open (R9) and
// carry no credential. The peer here serves a connection when the one before
// has gone.
func TestOpinionsAreModest(t *testing.T) {
	t.Parallel()
	plain, secure := conn.Options{Protocol: 2}, conn.Options{TLS: &conn.TLSOptions{}}
	for _, tt := range []struct {
		name string
		o    conn.Options
		end  lab.Plan
		want int // connections
	}{
		{"plain, closed", plain, lab.HangUp, 5},
		{"plain, silent", plain, lab.Hush, 4},
		{"TLS, closed", secure, lab.HangUp, 5},
		{"TLS, silent", secure, lab.Hush, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var one sync.Mutex
			heard := make(chan string, 10) // what each connection began with, when it has ended
			f, err := lab.StartFault(func(client *net.TCPConn) {
				one.Lock()
				defer one.Unlock()
				first := make([]byte, 4096)
				n, _ := client.Read(first)
				tt.end(client)
				heard <- string(first[:n])
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(f.Close)
			tt.o.Addr, tt.o.Username, tt.o.Password = f.Addr(), "user", "s3cret"
			examined(t, tt.o)
			for i := range tt.want {
				var words string
				select {
				case words = <-heard:
				case <-time.After(time.Minute):
					t.Fatalf("connection %d was not made, or not ended", i)
				}
				if has := strings.Contains(words, "s3cret"); has != (i == 0 && tt.o.TLS == nil) {
					t.Errorf("connection %d says %q", i, words)
				}
			}
			f.Close()
			if len(heard) > 0 {
				t.Errorf("%d connections too many", len(heard))
			}
		})
	}
}
