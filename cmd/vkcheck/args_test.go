package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ argv, want string }{
		{"vkcheck ocsp host:6380", "vkcheck ocsp host:6380"},
		{"vkcheck ocsp host:6380 -o json", "vkcheck ocsp --output json host:6380"},
		{"vkcheck ocsp host:6380 -o=json --cacert ca.pem", "vkcheck ocsp --output=json --cacert ca.pem host:6380"},
		{"vkcheck ocsp host -o json --output table=t -o=yaml", "vkcheck ocsp --output json --output table=t --output=yaml host"},
		{"vkcheck ocsp a b --insecure c", "vkcheck ocsp --insecure a b c"},
		{"vkcheck probe h -n -1", "vkcheck probe --db -1 h"},
		{"vkcheck ocsp ocsp --insecure", "vkcheck ocsp --insecure ocsp"},
		{"vkcheck cache-sim - --size 10", "vkcheck cache-sim --size 10 -"},
		{"vkcheck cache-sim x --nosuch y", "vkcheck cache-sim --nosuch x y"},
		{"vkcheck ocsp host -o", "vkcheck ocsp -o"},
		{"vkcheck ocsp -- host", "vkcheck ocsp -- -- host"},
		{"vkcheck ocsp host --help", "vkcheck ocsp host"},
		{"vkcheck ocsp host -- -weird", "vkcheck ocsp -- host -- -weird"},
		{"vkcheck lab good -- sh -c true", "vkcheck lab -- good -- sh -c true"},
		{"vkcheck", "vkcheck"},
	} {
		app := newApp(nil, io.Discard, io.Discard)
		got := strings.Join(parseLine(app, strings.Fields(tt.argv)).argv(), " ")
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.argv, diff)
		}
	}
}

func TestTerminalOptionsOfAFile(t *testing.T) {
	t.Parallel()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if o := terminalOptions(f); o.Color || o.Width != 0 {
		t.Errorf("a file got %+v", o)
	}
}
