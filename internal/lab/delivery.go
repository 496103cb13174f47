package lab

import (
	"cmp"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// The media types of RFC 6960 A.2, RFC 5280 4.2.2.1 and 4.2.1.13.
const (
	responseType = "application/ocsp-response"
	certType     = "application/pkix-cert"
	crlType      = "application/pkix-crl"
)

// Delivery is how an answer travels by HTTP. The zero value is status 200 and
// the media type of an OCSP response, at once.
type Delivery struct {
	HTTPStatus  int
	ContentType string
	Header      map[string]string // further HTTP headers
	Redirect    string            // Location, for an HTTPStatus of 3xx; "{uri}" in it is that of the request
	NoGET       bool              // refuses GET: a responder that knows POST alone
	Delay       time.Duration     // before it answers
	Pace        time.Duration     // after each byte of the body
	Size        int               // the body is filled up with zeros to so many bytes
	Gzip        bool              // the body is compressed, although nobody asked for that
	Abort       bool              // closes the connection instead of an answer
	Hang        bool              // never answers: holds the request until the client gives up
}

func (d Delivery) send(w http.ResponseWriter, req *http.Request, body []byte) {
	switch {
	case d.Hang:
		<-req.Context().Done()
		return
	case d.Abort:
		panic(http.ErrAbortHandler)
	case d.NoGET && req.Method == http.MethodGet:
		http.Error(w, "POST alone", http.StatusMethodNotAllowed)
		return
	}
	if !pause(req.Context(), d.Delay) {
		return
	}
	w.Header().Set("Content-Type", cmp.Or(d.ContentType, responseType))
	for name, value := range d.Header {
		w.Header().Set(name, value)
	}
	if d.Redirect != "" {
		w.Header().Set("Location", strings.ReplaceAll(d.Redirect, "{uri}", req.RequestURI))
	}
	if d.Gzip {
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.WriteHeader(cmp.Or(d.HTTPStatus, http.StatusOK))
	d.write(w, req.Context(), body)
}

// write sends the body as far as the client reads.
func (d Delivery) write(w http.ResponseWriter, ctx context.Context, body []byte) {
	if d.Pace > 0 {
		trickle(ctx, w, body, d.Pace)
		return
	}
	out := io.Writer(w)
	if d.Gzip {
		packed, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // a level that it knows; under the race detector the default takes seconds
		defer packed.Close()
		out = packed
	}
	_, err := out.Write(body)
	zeros := make([]byte, 32<<10)
	for left := d.Size - len(body); left > 0 && err == nil; left -= len(zeros) {
		_, err = out.Write(zeros[:min(left, len(zeros))])
	}
}

// trickle writes byte by byte.
func trickle(ctx context.Context, w http.ResponseWriter, body []byte, pace time.Duration) {
	control := http.NewResponseController(w)
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil || control.Flush() != nil || !pause(ctx, pace) {
			return
		}
	}
}

// pause waits, and is false where ctx ends meanwhile.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
