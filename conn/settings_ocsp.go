package conn

func ocspSettings() []Setting {
	settings := []Setting{
		{
			Name: "ssl_validate_ocsp", Flag: "validate-ocsp", Switch: "true", Default: "false",
			Usage: "ask the OCSP responders that the server's certificates name",
			set:   checks(func(r *Revocation) *bool { return &r.Responder }),
		},
		{
			Name: "ssl_validate_ocsp_stapled", Flag: "validate-ocsp-stapled", Switch: "true", Default: "false",
			Usage: "check the OCSP staple of the handshake; both may be on",
			set:   checks(func(r *Revocation) *bool { return &r.Staple }),
		},
		{
			Name: "ssl_ocsp_must_staple", Flag: "ocsp-must-staple", Switch: "true", Default: "false",
			Usage: "refuse a server without a staple",
			set:   checks(func(r *Revocation) *bool { return &r.MustStaple }),
		},
		{
			Name: "ssl_ocsp_soft", Flag: "ocsp-soft", Switch: "true", Default: "false",
			Usage: "go on where no source could tell",
			set:   checks(func(r *Revocation) *bool { return &r.Soft }),
		},
		{
			Name: "ssl_ocsp_expected_cert", File: true, Flag: "ocsp-expected-cert", Usage: "PEM `FILE` with the one certificate that the server must show",
			set: overTLS(func(t *TLSOptions, value string) error {
				if t.Revocation == nil {
					t.Revocation = new(Revocation)
				}
				t.Revocation.ExpectedFile = value
				return nil
			}),
		},
	}
	for i := range settings {
		settings[i].TLS, settings[i].Group, settings[i].Library = true, GroupOCSP, true
	}
	return settings
}

// checks is a setting's set for a field that turns the check on where it
// is true.
func checks(field func(*Revocation) *bool) func(*PoolOptions, string) error {
	return overTLS(func(t *TLSOptions, value string) error {
		on, err := boolean(value)
		if err != nil || !on && t.Revocation == nil {
			return err
		}
		if t.Revocation == nil {
			t.Revocation = new(Revocation)
		}
		*field(t.Revocation) = on
		return nil
	})
}
