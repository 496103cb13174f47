package lab

// Plain skips a test under the race detector that would be many times as slow:
// one of figures, or of many cases whose ways other tests go under it.
// scripts/test runs these tests once without.
func Plain(t TB) {
	t.Helper()
	if raceDetector {
		t.Skipf("skipped: too slow with the race detector: run it without")
	}
}
