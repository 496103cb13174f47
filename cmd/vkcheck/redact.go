package main

import (
	"regexp"
	"strings"
)

var (
	userinfo      = regexp.MustCompile(`//[^\s"'@]*@`)
	passwordQuery = regexp.MustCompile(`(?i)(password=)[^\s"'&]+`)
)

// redact takes out what may be a password of a text that quotes what the user
// typed: the user's part of a URL, a password option.
func redact(text string) string {
	if !strings.ContainsAny(text, "@=") { // as of nearly all of thousands of targets
		return text
	}
	text = userinfo.ReplaceAllString(text, "//[redacted]@")
	return passwordQuery.ReplaceAllString(text, "${1}[redacted]")
}
