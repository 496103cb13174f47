package lab

// Plain skips a test of figures under the race detector, which would make it
// many times as slow, and finds what it finds in smaller tests. scripts/test
// runs these tests once without.
func Plain(t TB) {
	t.Helper()
	if raceDetector {
		t.Skipf("skipped: a test of figures, which the race detector makes slow: run it without -race")
	}
}
