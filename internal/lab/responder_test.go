package lab

import (
	"bytes"
	"context"
	"crypto"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

func TestResponderAnswers(t *testing.T) {
	t.Parallel()
	responder, err := StartResponder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = responder.Close() })
	root, err := NewRoot("root")
	if err != nil {
		t.Fatal(err)
	}
	intermediate, err := root.NewIntermediate("intermediate", responder.URL(), responder.ServeIssuer("root", root.Cert))
	if err != nil {
		t.Fatal(err)
	}
	delegate, err := intermediate.Issue(LeafOptions{CommonName: "delegate", OCSPSigning: true})
	if err != nil {
		t.Fatal(err)
	}
	responder.Add(intermediate)

	tests := []struct {
		name   string
		method string
		hash   crypto.Hash
		set    *Answer
		want   int
	}{
		{"good by GET", http.MethodGet, crypto.SHA1, &Answer{}, ocsp.Good},
		{"good by POST", http.MethodPost, crypto.SHA1, &Answer{}, ocsp.Good},
		{"good by SHA-256 CertID", http.MethodPost, crypto.SHA256, &Answer{}, ocsp.Good},
		{"revoked", http.MethodGet, crypto.SHA1, &Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise}, ocsp.Revoked},
		{"delegated", http.MethodPost, crypto.SHA1, &Answer{Signer: delegate}, ocsp.Good},
		{"never set", http.MethodGet, crypto.SHA1, nil, ocsp.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			leaf, err := intermediate.Issue(LeafOptions{Names: []string{"localhost", "127.0.0.1"}, OCSP: []string{responder.URL()}})
			if err != nil {
				t.Fatal(err)
			}
			if test.set != nil {
				responder.Set(leaf.Cert, *test.set)
			}
			request, err := ocsp.CreateRequest(leaf.Cert, intermediate.Cert, &ocsp.RequestOptions{Hash: test.hash})
			if err != nil {
				t.Fatal(err)
			}
			target, body := responder.URL(), io.Reader(bytes.NewReader(request))
			if test.method == http.MethodGet {
				target += "/" + url.PathEscape(base64.StdEncoding.EncodeToString(request))
				body = nil
			}
			der := fetch(t, test.method, target, body)
			got, err := ocsp.ParseResponseForCert(der, leaf.Cert, intermediate.Cert)
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != test.want {
				t.Errorf("status = %d, want %d", got.Status, test.want)
			}
		})
	}
}

func TestServeIssuer(t *testing.T) {
	t.Parallel()
	responder, err := StartResponder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = responder.Close() })
	root, err := NewRoot("root")
	if err != nil {
		t.Fatal(err)
	}
	if got := fetch(t, http.MethodGet, responder.ServeIssuer("root", root.Cert), nil); !bytes.Equal(got, root.Cert.Raw) {
		t.Error("the served issuer is not the root")
	}
	if got := responder.Requests(); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

func fetch(t *testing.T, method, target string, body io.Reader) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	der, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
