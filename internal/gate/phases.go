package gate

import (
	"slices"

	"github.com/vkcheck/vkcheck/conn"
)

// phases are the steps on the way to a connection, and all of them together.
func phases() []string {
	all := conn.Phases()
	names := []string{phaseTotal}
	for _, phase := range all[slices.Index(all, conn.PhaseResolve) : slices.Index(all, conn.PhaseReady)+1] {
		names = append(names, string(phase))
	}
	return names
}
