package serve

import (
	"net/http"
	"time"
)

// answerTimeout is how long a client may take to read a part of its answer.
const answerTimeout = 10 * time.Second

// impatient keeps h from waiting for a client: for a body, which no query has,
// or until it reads what it has asked for. net/http by itself would do so for ever.
func impatient(h http.Handler, timeout time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if r.ContentLength != 0 {
			_ = control.SetReadDeadline(time.Now())
		}
		h.ServeHTTP(&impatientWriter{w, control, timeout}, r)
	})
}

// impatientWriter bounds each write.
type impatientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration
}

func (w *impatientWriter) WriteHeader(status int) {
	w.bound()
	w.ResponseWriter.WriteHeader(status)
}

func (w *impatientWriter) Write(b []byte) (int, error) {
	w.bound()
	return w.ResponseWriter.Write(b)
}

func (w *impatientWriter) bound() { _ = w.control.SetWriteDeadline(time.Now().Add(w.timeout)) }
