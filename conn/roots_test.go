package conn

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// A bundle is parsed once, and again where it has changed.
func TestRootsAreParsedWhereTheyChange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "ca.pem")
	write := func() *lab.Authority {
		t.Helper()
		root, err := lab.NewRoot("root")
		if err == nil {
			err = root.WriteFile(file)
		}
		if err != nil {
			t.Fatal(err)
		}
		return root
	}
	write()
	for name, o := range map[string]TLSOptions{"file": {CAFile: file}, "directory": {CADir: dir}} {
		first, err := o.loadRoots()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.loadRoots(); err != nil || again != first {
			t.Errorf("%s: it has not changed and is parsed again: %v", name, err)
		}
		renewed := write()
		roots, err := o.loadRoots()
		if err != nil || roots == first || roots.Equal(first) {
			t.Errorf("%s: it was renewed, and the old one counts: %v", name, err)
		}
		both := o
		both.CAData = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: renewed.Cert.Raw})
		if same, err := both.loadRoots(); err != nil || !same.Equal(roots) || same == roots {
			t.Errorf("%s and data: %v", name, err)
		}
		if err := os.WriteFile(file, []byte("no certificate"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := o.loadRoots(); CodeOf(err) != CodeCABundleEmpty {
			t.Errorf("%s: it is empty: %v", name, err)
		}
		write()
	}
}
