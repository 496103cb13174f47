package conn

import (
	"testing"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Before a connection is ready the narrower limits count, the caller's or ours.
func TestSessionLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ caller, want resp.Limits }{
		{resp.Limits{}, resp.Limits{Depth: 8, Length: 1 << 20, Total: 1 << 20}},
		{resp.Limits{Depth: 64, Length: 1 << 30, Total: 1 << 30}, resp.Limits{Depth: 8, Length: 1 << 20, Total: 1 << 20}},
		{resp.Limits{Depth: 3, Length: 100, Total: 1000}, resp.Limits{Depth: 3, Length: 100, Total: 1000}},
	} {
		if got := sessionLimits(tt.caller); got != tt.want {
			t.Errorf("%+v: got %+v, want %+v", tt.caller, got, tt.want)
		}
	}
}
