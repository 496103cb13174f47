package resp

import "testing"

func TestAppendCommand(t *testing.T) {
	t.Parallel()
	const want = "x*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n"
	if got := string(AppendCommand([]byte("x"), "SET", "k", "")); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := string(AppendCommandBytes([]byte("x"), []byte("SET"), []byte("k"), nil)); got != want {
		t.Errorf("bytes: got %q, want %q", got, want)
	}
}
