package cachesim

import (
	"os"
	"runtime"
	"testing"
)

// TestMain gives the tests two processors, real or not: on one nothing is replayed
// ahead, and nothing runs beside anything.
func TestMain(m *testing.M) {
	runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0)))
	os.Exit(m.Run())
}
