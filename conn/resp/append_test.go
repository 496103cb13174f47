package resp

import (
	"strings"
	"testing"
)

func TestAppendCommand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"plain", []string{"SET", "k", ""}, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n"},
		{"a name of two words is split", []string{"CONFIG GET", "x"}, "*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$1\r\nx\r\n"},
		{"at every white space", []string{" CLIENT \t NO-EVICT on "}, "*3\r\n$6\r\nCLIENT\r\n$8\r\nNO-EVICT\r\n$2\r\non\r\n"},
		{"no other argument is split", []string{"SET", "a b", " "}, "*3\r\n$3\r\nSET\r\n$3\r\na b\r\n$1\r\n \r\n"},
		{"ten arguments", strings.Fields("DEL a b c d e f g h 0123456789"), "*10\r\n$3\r\nDEL\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n" +
			"$1\r\nd\r\n$1\r\ne\r\n$1\r\nf\r\n$1\r\ng\r\n$1\r\nh\r\n$10\r\n0123456789\r\n"},
		{"none", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(AppendCommand([]byte("x"), tt.args...)); got != "x"+tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			var raw [][]byte
			for _, arg := range tt.args {
				raw = append(raw, []byte(arg))
			}
			if got := string(AppendCommandBytes([]byte("x"), raw...)); got != "x"+tt.want {
				t.Errorf("bytes: got %q, want %q", got, tt.want)
			}
		})
	}
}
