package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// jobScript is what a pod of the documented Kubernetes job runs.
func jobScript() (string, error) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "deploy", "cache-sim-indexed-job.yaml"))
	if err != nil {
		return "", err
	}
	_, script, _ := strings.Cut(string(text), "- |\n")
	script, _, _ = strings.Cut(script, "          resources:")
	return script, nil
}

// TestJobCounts wants the number of parts to be the same where it stands.
func TestJobCounts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "deploy", "cache-sim-indexed-job.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?:completions: |parallelism: |name: PARTS\n *value: ")(\d+)`).FindAllStringSubmatch(string(text), -1)
	if len(found) != 3 || found[0][1] != found[1][1] || found[1][1] != found[2][1] {
		t.Errorf("%q", found)
	}
}
