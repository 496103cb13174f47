package conn

func authSettings() []Setting {
	return []Setting{
		{
			Name: "username", Session: true, Flag: "user", Group: GroupAuth, Usage: "ACL user `NAME`", Default: "default, where a password is given",
			set: option(to(func(o *Options) *string { return &o.Username }, text[string])),
		},
		{
			Name: "password", Session: true, Flag: "pass", Short: "a", Group: GroupAuth, Usage: "the `PASSWORD`", Secret: true,
			set:    option(to(func(o *Options) *Secret { return &o.Password }, text[Secret])),
			has:    func(o *Options) bool { return o.Password != "" },
			others: []string{"VALKEYCLI_AUTH", "REDISCLI_AUTH"},
		},
	}
}
