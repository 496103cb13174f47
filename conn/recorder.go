package conn

import "time"

// recorder times the phases of one connection for its Trace.
type recorder struct {
	trace   *Trace       // nil where nobody looks on
	counted *countedConn // nil before connect
	unseen  span         // stands for every phase where nobody looks on
}

func newRecorder(trace *Trace) *recorder {
	r := &recorder{trace: trace}
	r.unseen.recorder = r
	return r
}

// span is a phase that has begun.
type span struct {
	recorder *recorder
	result   PhaseResult
}

func (r *recorder) begin(phase Phase, addr string) *span {
	if r.trace == nil {
		return &r.unseen
	}
	if r.trace.PhaseStart != nil {
		r.trace.PhaseStart(phase)
	}
	s := &span{recorder: r, result: PhaseResult{Phase: phase, Addr: addr, Start: time.Now()}}
	s.result.Read, s.result.Written = r.counts()
	return s
}

// joined begins a phase that shares the round trip of the one before it, and
// so its start.
func (s *span) joined(phase Phase) *span {
	next := s.recorder.begin(phase, s.result.Addr)
	next.result.Start = s.result.Start
	next.result.Joined = true
	return next
}

// end reports the phase with its outcome, nil for success.
func (s *span) end(err error) {
	if s.recorder.trace == nil {
		return
	}
	s.result.Duration = time.Since(s.result.Start)
	read, written := s.recorder.counts()
	s.result.Read, s.result.Written = read-s.result.Read, written-s.result.Written
	s.result.Err = err
	if s.recorder.trace.PhaseDone != nil {
		s.recorder.trace.PhaseDone(s.result)
	}
}

func (r *recorder) counts() (read, written int64) {
	if r.counted == nil {
		return 0, 0
	}
	return r.counted.read.Load(), r.counted.written.Load()
}
