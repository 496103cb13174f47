package serve

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/exporter-toolkit/web"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
)

// The bounds of one HTTP request, besides the time of its probe.
const (
	headerTimeout  = 10 * time.Second
	maxHeaderBytes = 64 << 10
	idleTimeout    = 2 * time.Minute
	shutdownTime   = 10 * time.Second
)

// Options say how to serve.
type Options struct {
	File     string          // the gate's file, with modules, targets and the allow list
	Parallel int             // targets at a time; > 0
	Store    ocspcheck.Store // keeps answers about certificates as long as they are valid
	Version  string
	Log      *slog.Logger

	// Lookup resolves names; [conn.Lookup] if nil.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Server answers Prometheus.
type Server struct {
	o       Options
	log     *slog.Logger
	config  atomic.Pointer[config]
	metrics *ownMetrics
	memo    memos
	slots   chan struct{}
	failOn  probe.FailOn // --fail-on's default
	leaving atomic.Bool
}

// New reads the file. The error is the user's fault.
func New(o Options) (*Server, error) {
	if o.Lookup == nil {
		o.Lookup = conn.Lookup
	}
	failOn, err := probe.ParseFailOn(string(probe.Error))
	if err != nil {
		return nil, err
	}
	s := &Server{
		failOn: failOn, o: o, log: o.Log, metrics: newMetrics(o.Version),
		memo: memos{connections: o.Parallel}, slots: make(chan struct{}, o.Parallel),
	}
	return s, s.Reload()
}

// Reload reads the file anew. Where it is wrong, what was read before stays in
// force.
func (s *Server) Reload() error {
	c, err := load(s.o.File)
	if err != nil {
		s.metrics.reloaded.Set(0)
		return err
	}
	s.config.Store(c)
	s.metrics.reloaded.Set(1)
	s.metrics.reloadedAt.SetToCurrentTime()
	return nil
}

// Handler answers /probe, /metrics, /-/healthy, /-/ready and /.
func (s *Server) Handler() http.Handler { return impatient(s.mux(), answerTimeout) }

func (s *Server) mux() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /probe", s.probe)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("healthy\n")) })
	mux.HandleFunc("GET /-/ready", func(w http.ResponseWriter, _ *http.Request) {
		if s.leaving.Load() {
			http.Error(w, "shutting down", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	mux.HandleFunc("GET /{$}", s.index)
	return mux
}

// Run serves on the listener until ctx ends, then lets the probes that run
// come to their end, for ten seconds at most. webConfig is the file of
// Prometheus' exporter toolkit with TLS and passwords; empty for neither.
func (s *Server) Run(ctx context.Context, l net.Listener, webConfig string) error {
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: headerTimeout, MaxHeaderBytes: maxHeaderBytes, IdleTimeout: idleTimeout}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(l, server, &web.FlagConfig{WebConfigFile: &webConfig}, s.log) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.leaving.Store(true)
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(within); err != nil {
		_ = server.Close()
	}
	<-ended
	return nil
}
