package conn

import "fmt"

func tlsSettings() []Setting {
	type t = TLSOptions
	settings := []Setting{
		{
			Flag: "tls", Switch: "true", Usage: "speak TLS (any other setting of TLS implies it)",
			set: option(func(*Options, string) error { return nil }),
		},
		{
			Name: "ssl_ca_certs", File: true, Flag: "cacert", Usage: "trust the certificates in this PEM `FILE` instead of the system's",
			set: overTLS(to(func(t *t) *string { return &t.CAFile }, text[string])),
		},
		{
			Name: "ssl_ca_path", File: true, Flag: "cacertdir", Usage: "trust the certificates in this `DIR` instead of the system's",
			set: overTLS(to(func(t *t) *string { return &t.CADir }, text[string])),
		},
		{
			Name: "ssl_ca_data", Usage: "trust these certificates in PEM instead of the system's",
			set: overTLS(func(t *t, value string) error { t.CAData = []byte(value); return nil }),
		},
		{
			Name: "ssl_certfile", File: true, Flag: "cert", Usage: "client certificate, PEM `FILE`",
			set: overTLS(to(func(t *t) *string { return &t.CertFile }, text[string])),
		},
		{
			Name: "ssl_keyfile", File: true, Flag: "key", Usage: "client key, PEM `FILE`", Default: "the file of the certificate",
			set: overTLS(to(func(t *t) *string { return &t.KeyFile }, text[string])),
		},
		{
			Name: "ssl_password", Flag: "key-passphrase", Usage: "the `PASSPHRASE` of the client key", Secret: true,
			set: overTLS(to(func(t *t) *Secret { return &t.KeyPassphrase }, text[Secret])),
			has: func(o *Options) bool { return o.TLS != nil && o.TLS.KeyPassphrase != "" },
		},
		{
			Name: "ssl_cert_reqs", Flag: "insecure", Switch: "optional", Default: "required",
			Usage: "go on with a certificate that does not verify; the fault is still reported",
			set: overTLS(func(t *t, value string) error {
				t.Verify = map[string]VerifyMode{"none": VerifyNone, "optional": VerifyOptional}[value]
				return choice(value, "none", "optional", "required")
			}),
		},
		{
			Name: "ssl_check_hostname", Flag: "insecure-skip-name", Switch: "false", Default: "true",
			Usage: "go on where the certificate is for another name, as valkey-cli does",
			set: overTLS(func(t *t, value string) error {
				check, err := boolean(value)
				t.InsecureName = !check
				return err
			}),
		},
		{
			Name: "sni", Flag: "sni", Usage: "server `NAME` to ask for and to verify", Default: "the host",
			set: overTLS(to(func(t *t) *string { return &t.ServerName }, text[string])),
		},
		{
			Name: "verify_name", Flag: "verify-name", Usage: "`NAME` that the certificate must be for", Default: "the server name",
			set: overTLS(to(func(t *t) *string { return &t.VerifyName }, text[string])),
		},
		{
			Name: "ssl_min_version", Flag: "tls-min", Usage: "lowest TLS `VERSION`: 1.0, 1.1, 1.2, 1.3", Default: "1.2",
			set: overTLS(to(func(t *t) *uint16 { return &t.MinVersion }, tlsVersion)),
		},
		{
			Name: "ssl_max_version", Flag: "tls-max", Usage: "highest TLS `VERSION`: 1.0, 1.1, 1.2, 1.3", Default: "1.3",
			set: overTLS(to(func(t *t) *uint16 { return &t.MaxVersion }, tlsVersion)),
		},
		{
			Name: "ssl_ciphers", Flag: "tls-ciphers", Usage: "cipher `SUITES` to offer for TLS 1.2 and older, by their OpenSSL or IANA names, with colons between", Default: "Go's choice",
			set: overTLS(to(func(t *t) *[]uint16 { return &t.CipherSuites }, cipherSuites)),
		},
	}
	for i := range settings {
		settings[i].TLS, settings[i].Group = true, GroupTLS
	}
	return settings
}

func tlsVersion(value string) (uint16, error) {
	version, err := ParseTLSVersion(value)
	if err != nil {
		return 0, choice(value, "1.0", "1.1", "1.2", "1.3")
	}
	return version, nil
}

func cipherSuites(value string) ([]uint16, error) {
	suites, err := ParseCipherSuites(value)
	if err != nil {
		return nil, fmt.Errorf("is no list of cipher suites: %w", err)
	}
	return suites, nil
}
