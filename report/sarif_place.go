package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
)

// sarifPlace is the file that a finding is about, and its line. A server that
// no file names is none: HOST/PORT stands for it, because code scanning refuses
// every upload with a location that has no relative or file URI. Its name is
// the logical location.
func sarifPlace(t *Target, f *Finding) sarifLocation {
	uri, region := "vkcheck", sarifRegion{StartLine: 1}
	switch p := f.place(t); {
	case p != nil:
		uri, region = fileURI(p.File), sarifRegion{max(p.Line, 1), p.Column}
	case t != nil:
		uri = targetURI(t.Target)
	}
	location := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{uri}, Region: region}}
	if t != nil {
		location.Logical = []sarifLogical{{Name: Visible(t.Target), Full: Visible(strings.TrimSuffix(t.Target+"/"+f.Subject, "/")), Kind: "resource"}}
	}
	return location
}

func targetURI(target string) string {
	if _, rest, ok := strings.Cut(target, "://"); ok {
		target = rest
	}
	if host, port, err := net.SplitHostPort(target); err == nil {
		target = host + "/" + port
	}
	return relativeURI(strings.TrimLeft(target, "/"))
}

// fileURI keeps a relative path relative, to the root of the repository.
func fileURI(file string) string {
	if filepath.IsAbs(file) {
		return (&url.URL{Scheme: "file", Path: "/" + strings.TrimLeft(filepath.ToSlash(file), "/")}).String()
	}
	return relativeURI(filepath.ToSlash(file))
}

// relativeURI escapes colons too: a scheme ends at the first.
func relativeURI(path string) string {
	path = strings.ToValidUTF8(path, "\ufffd")
	return strings.ReplaceAll((&url.URL{Path: "/" + path}).EscapedPath()[1:], ":", "%3A")
}

// fingerprints are of what a finding is, not of figures and words in it; the
// second alike has a number. GitHub knows alerts again by the one name, which
// it would otherwise make of the line in the file.
func fingerprints(t *Target, f *Finding, seen map[string]int) map[string]string {
	where := ""
	if t != nil {
		where = t.Target
	}
	id := strings.Join([]string{f.Code, where, f.Subject}, "\x00")
	seen[id]++
	sum := sha256.Sum256([]byte(id))
	mark := fmt.Sprintf("%s:%d", hex.EncodeToString(sum[:16]), seen[id])
	return map[string]string{"vkcheck/v1": mark, "primaryLocationLineHash": mark}
}
