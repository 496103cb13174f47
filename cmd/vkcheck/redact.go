package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/conn"
)

var (
	userinfo      = regexp.MustCompile(`([a-z]*://|[^\s"'/=]*:)[^\s"']*@`)
	passwordQuery = regexp.MustCompile(`(?i)(password=)[^\s"'&]+`)
	option        = regexp.MustCompile(`[?&][^=&]*=[^&]*`)
)

// redact takes out what may be a password of a text that quotes what the user
// typed: the user's part of a URL, or of what should be one, a password option.
func redact(text string) string {
	if !strings.ContainsAny(text, "@=") { // as of nearly all of thousands of targets
		return text
	}
	text = passwordQuery.ReplaceAllString(text, "${1}[redacted]")
	return userinfo.ReplaceAllStringFunc(text, func(user string) string {
		scheme, _, isURL := strings.Cut(user, "://")
		if !isURL {
			return "[redacted]@"
		}
		return scheme + "://[redacted]@"
	})
}

// redactTarget is redact for a target that is none: a password alone before the
// @, as valkey-cli takes it, and the values of options that nobody knows.
func redactTarget(text string) string {
	text = option.ReplaceAllStringFunc(redact(text), func(option string) string {
		name, _, _ := strings.Cut(option[1:], "=")
		if slices.ContainsFunc(conn.Settings(), func(s conn.Setting) bool { return s.Name == name && !s.Secret }) {
			return option
		}
		return option[:1] + name + "=[redacted]"
	})
	if at := strings.LastIndexByte(text, '@'); at >= 0 && !strings.Contains(text[:at], "/") {
		return "[redacted]" + text[at:]
	}
	return text
}
