package conn

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

func retrySettings() []Setting {
	return []Setting{
		{
			Name: "retries", Flag: "retries", Group: GroupRetry, Usage: "`NUMBER` of further attempts after a fault that may pass, -1 for ever", Default: "0",
			set: option(func(o *Options, value string) (err error) {
				o.Retry.Retries, err = whole(value, -1)
				if o.Retry.Backoff == nil && o.Retry.Retries != 0 {
					o.Retry.Backoff = DefaultBackoff()
				}
				return err
			}),
		},
		{
			Name: "backoff", Flag: "backoff", Group: GroupRetry, Usage: "`KIND` of the pauses between attempts: " + strings.Join(backoffKinds, ", ") + ", with bounds: equal-jitter,base=8ms,cap=512ms", Default: "default where retries are given, else none",
			set: option(to(func(o *Options) *Backoff { return &o.Retry.Backoff }, backoffValue)),
		},
		{
			Name: "retry_on_timeout", Flag: "retry-on-timeout", Switch: "true", Group: GroupRetry, Usage: "try again after a timeout too; once, unless retries are given", Default: "false",
			set: option(to(func(o *Options) *bool { return &o.Retry.OnTimeout }, boolean)),
		},
		{
			Name: "retry_on_error", Flag: "retry-on-error", Group: GroupRetry, Usage: "try again after these `CODES` too, with commas between; once, unless retries are given",
			set: option(to(func(o *Options) *[]string { return &o.Retry.On }, codes)),
		},
	}
}

func healthSettings() []Setting {
	return []Setting{{
		Name: "health_check_interval", Flag: "health-interval", Group: GroupHealth, Session: true, Library: true, Default: "0",
		Usage: "`TIME` without a command after which a PING goes ahead of the next, 0 for none",
		set:   option(to(func(o *Options) *time.Duration { return &o.HealthInterval }, secondsOrNone)),
	}}
}

// backoffValue is ParseBackoff with the end of a sentence for its error.
func backoffValue(value string) (Backoff, error) {
	b, err := ParseBackoff(value)
	if err != nil {
		return nil, errors.New("is no backoff: " + err.Error())
	}
	return b, nil
}

// codes reads codes that a retry can be of use for: what may pass, and what a
// server says.
func codes(value string) ([]string, error) {
	known := slices.Collect(maps.Keys(transient))
	for _, rule := range replyRules {
		known = append(known, rule.code)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	wanted := strings.Split(value, ",")
	for _, code := range wanted {
		if !slices.Contains(known, code) {
			return nil, errors.New("names codes of failures: " + nearest.Unknown("code", code, known).Error())
		}
	}
	return wanted, nil
}
