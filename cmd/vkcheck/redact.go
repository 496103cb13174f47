package main

import "regexp"

var (
	userinfo      = regexp.MustCompile(`//[^\s"'@]*@`)
	passwordQuery = regexp.MustCompile(`(?i)(password=)[^\s"'&]+`)
	attachedPass  = regexp.MustCompile(`(not defined: -a).+`)
)

// redact takes out what may be a password of a text that quotes what the user
// typed: the user's part of a URL, a password option, a password glued to -a
// as valkey-cli takes it.
func redact(text string) string {
	text = userinfo.ReplaceAllString(text, "//[redacted]@")
	text = passwordQuery.ReplaceAllString(text, "${1}[redacted]")
	return attachedPass.ReplaceAllString(text, "$1[redacted], write -a PASSWORD")
}
