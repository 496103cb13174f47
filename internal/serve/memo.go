package serve

import (
	"sync"
	"time"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// memoAge is how long probes share what they learn. A Memo remembers failures
// too, so that it must not last; what is valid for longer stays in the store,
// and CRLs are handed on.
const memoAge = time.Minute

// memos gives each probe a Memo that is young enough.
type memos struct {
	connections int

	mu   sync.Mutex
	memo *ocspcheck.Memo
	born time.Time
}

func (m *memos) current() *ocspcheck.Memo {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.memo == nil:
		m.memo, m.born = ocspcheck.NewMemo(m.connections), time.Now()
	case time.Since(m.born) > memoAge: // probes that still have it go on
		m.memo, m.born = m.memo.Next(), time.Now()
	}
	return m.memo
}
