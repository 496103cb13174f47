package errno

import (
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"
)

func TestIs(t *testing.T) {
	t.Parallel()
	dial := func(number syscall.Errno) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connectex", number)}
	}
	const refused = 10061 // WSAECONNREFUSED
	for _, tt := range []struct {
		name   string
		system string
		err    error
		want   bool
	}{
		{"by its name", "linux", dial(syscall.ECONNREFUSED), true},
		{"by its name on Windows", "windows", dial(syscall.ECONNREFUSED), true},
		{"Winsock's number", "windows", dial(refused), true},
		{"the second name", "windows", dial(10054), true},
		{"Winsock's number elsewhere", "linux", dial(refused), false},
		{"another", "windows", dial(10051), false},
		{"none", "windows", nil, false},
	} {
		if got := is(tt.system, tt.err, []syscall.Errno{syscall.ECONNREFUSED, syscall.ECONNRESET}); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// TestRefused asks the system that the test runs on.
func TestRefused(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	c, err := net.Dial("tcp", addr)
	if err == nil {
		c.Close()
		t.Skip("someone else listens there now")
	}
	if !Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%s: %v is not known", runtime.GOOS, err)
	}
}
