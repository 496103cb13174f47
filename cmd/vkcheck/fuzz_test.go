package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// Whatever stands in a list of targets, it is targets of one line each or an
// error that names the line.
func FuzzTargets(f *testing.F) {
	f.Add([]byte("host:6379\n# a comment\nvalkeys://u:p@h # another\n\nhost:6379\n"))
	f.Add([]byte("a b\n"))
	f.Add(bytes.Repeat([]byte("x"), targetLine+1))
	f.Add([]byte("\xef\xbb\xbfhost\r\n\x00\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		targets, err := readTargets(bytes.NewReader(text), "list", func(string) {})
		if err != nil && !strings.HasPrefix(err.Error(), "list:") {
			t.Errorf("%v names no line", err)
		}
		for _, target := range targets {
			if target.text == "" || strings.ContainsAny(target.text, " \t\n") || !strings.HasPrefix(target.where(), "list:") {
				t.Errorf("%+v", target)
			}
		}
	})
}

// What is no report of a part is refused, and parts that are taken join or
// are refused; what is joined can be shown.
func FuzzPart(f *testing.F) {
	parts := [][]byte{partOf(f, "1/2"), partOf(f, "2/2")}
	if whole, err := merged(parts); err != nil {
		f.Fatalf("the seed: %+v, %v", whole, err)
	}
	f.Add(parts[0], parts[1])
	f.Add(parts[1], parts[1])
	f.Add([]byte(`{"schema":"vkcheck/v1","complete":true,"traces":[{}]}`), []byte("[]"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		whole, err := merged([][]byte{first, second})
		if (whole == nil) == (err == nil) {
			t.Fatalf("%+v, %v", whole, err)
		}
		if err != nil {
			return
		}
		r := &report.Report{Schema: report.Schema, Traces: []report.Trace{*whole}}
		for _, format := range []string{"json", "table", "prometheus"} {
			if err := report.Write(io.Discard, format, r, report.Options{}); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
	})
}

// partOf is the report of a part of a trace.
func partOf(f *testing.F, part string) []byte {
	f.Helper()
	var b, complaints bytes.Buffer
	line := []string{"vkcheck", "cache-sim", "../../testdata/trace.txt", "--part", part, "--policy", "lru,lfu", "--size", "1000,2000", "--curve", "-o", "json"}
	if exit := run(f.Context(), line, nil, &b, &complaints); exit != 0 {
		f.Fatalf("exit %d: %s", exit, complaints.String())
	}
	return b.Bytes()
}

func merged(texts [][]byte) (*report.Trace, error) {
	var parts []*report.Trace
	for _, text := range texts {
		part, err := parsePart(text)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return probe.Merge(parts)
}
