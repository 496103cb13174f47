package gate

func phases() []string {
	return []string{"total", "resolve", "connect", "tls", "tls-confirm", "hello", "auth", "setname", "setinfo", "select", "tracking", "ready"}
}
