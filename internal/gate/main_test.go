package gate

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "rewrite docs/gate.schema.json")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// texts are files by name, for load.
type texts map[string]string

func (t texts) read(name string) ([]byte, error) {
	text, ok := t[name]
	if !ok {
		return nil, fmt.Errorf("no file %s", name)
	}
	return []byte(text), nil
}

// loaded is the configuration of one text, which must be right.
func loaded(t *testing.T, text string) *Config {
	t.Helper()
	c, err := load("vkcheck.yaml", texts{"vkcheck.yaml": text}.read)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// problems are the lines of the error about one text.
func problems(text string) []string {
	_, err := load("vkcheck.yaml", texts{"vkcheck.yaml": text}.read)
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

// inDir writes files into a directory, and gives the path of the first.
func inDir(t *testing.T, first string, files texts) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, first)
}
