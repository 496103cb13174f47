package probe

// optionRows are the faults of the command line and its files: nothing was sent.
var optionRows = []Row{
	{
		Code: "bad-address", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the target is no address",
		Cure:     "write HOST:PORT; put IPv6 in brackets: [::1]:6379",
		Long: "A target is HOST:PORT, a bare host (port 6379), the path of a UNIX socket, or a URL. An IPv6 address " +
			"has colons of its own, so that without brackets nobody can tell where its port begins; a port is a " +
			"number from 1 to 65535. Nothing was sent.",
		Example: "vkcheck probe '[2001:db8::1]:6379'",
	},
	{
		Code: "bad-url", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the target is no URL that vkcheck knows",
		Cure:     "write valkey://[USER:PASSWORD@]HOST[:PORT][/DB][?OPTION=VALUE], or valkeys, redis, rediss, unix: docs/options.md lists the options",
		Long: "The scheme, a part or an option of the URL is not known. Options are refused rather than ignored, " +
			"because a misspelt ssl_ca_certs would otherwise mean another trust than was meant. A name is " +
			"suggested where one is near. Unlike bad-option, which is about a value, this is about the form.",
		Example: "vkcheck probe 'valkeys://probe@cache-1.example:6380/0?ssl_ca_certs=ca.pem'",
	},
	{
		Code: "bad-option", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "an option of the connection cannot be",
		Cure:     "correct the option named",
		Long: "The value is out of range, or two options contradict each other: client-side caching with RESP2, a " +
			"pinned certificate without a check for revocation, credentials by a provider and by a password at " +
			"once. The evidence names the option by its name in docs/options.md. Nothing was sent.",
		Example: "vkcheck probe cache-1.example:6379 --resp 3",
	},
	{
		Code: "cert-file-missing", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "a certificate, key or CA file does not exist",
		Cure:     "check the paths given to --cert, --key, --cacert and --cacertdir",
		Long: "The path was looked up from the directory in which vkcheck runs, which under cron, systemd or CI is " +
			"not the one of your shell. In a container the file may not be mounted. A file that is there and may " +
			"not be read is cert-file-unreadable.",
		Example: `ls -l ca.pem client.pem client.key && vkcheck probe cache-1.example:6380 --cacert "$PWD/ca.pem"`,
	},
	{
		Code: "cert-file-unreadable", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "a certificate, key or CA file cannot be read",
		Cure:     "check its permissions; a directory is no file, and one of CAs is given by --cacertdir",
		Long: "The file exists, and the user that vkcheck runs as may not read it, or it is a directory. Keys are " +
			"as a rule readable by the server's user alone; do not open them to everyone, but give the probe a " +
			"certificate of its own.",
		Example: "sudo -u valkey head -c 0 client.key; namei -l client.key",
	},
	{
		Code: "cert-not-pem", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "a certificate or key file holds no PEM block",
		Cure:     "convert DER with openssl x509 -inform der, PKCS #12 with openssl pkcs12",
		Long: "A PEM file has lines \"-----BEGIN ...-----\". DER and PKCS #12 (.p12, .pfx) are binary and hold the " +
			"same things in another form; a Java keystore (.jks) is a third one. A file that has such lines and " +
			"still cannot be read is cert-malformed.",
		Example: "openssl pkcs12 -in client.p12 -out client.pem -nodes",
	},
	{
		Code: "cert-malformed", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "a certificate or key file holds PEM that cannot be read",
		Cure:     "see the evidence; openssl x509 -in FILE -noout -text shows what is in it",
		Long: "The block has the right frame, and what is inside is no certificate or key: cut off by copy and " +
			"paste, of an algorithm that Go does not know (DSA, RSA-PSS keys, a curve other than P-224 to P-521, " +
			"Ed448), or of another kind than its label says.",
		Example: "openssl x509 -in client.pem -noout -text",
	},
	{
		Code: "cert-key-swapped", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the key stands where the certificate should be, or the reverse",
		Cure:     "swap --cert and --key",
		Long: "--cert got a file that holds a private key only, or --key one that holds certificates only. Files " +
			"named cert.pem and key.pem say nothing of what is in them: look at their BEGIN lines.",
		Example: "grep -h BEGIN client.pem client.key",
	},
	{
		Code: "cert-key-mismatch", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the private key belongs to another certificate",
		Cure:     "give the --cert and --key that were made together",
		Long: "A certificate holds a public key, and the private key given belongs to another one. That is what is " +
			"left where a certificate was renewed with a new key and only one of the two files was put in place, " +
			"or where a chain file begins with an intermediate instead of the leaf.",
		Example: "openssl x509 -in client.pem -noout -pubkey | openssl sha256; openssl pkey -in client.key -pubout | openssl sha256",
	},
	{
		Code: "key-encrypted", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the private key is encrypted, and the passphrase is missing or wrong",
		Cure:     "give its passphrase, or decrypt it: openssl pkey -in key.pem -out plain.pem",
		Long: "The key is encrypted (ENCRYPTED PRIVATE KEY, or a DEK-Info line), and there is no passphrase or a " +
			"wrong one. Of PKCS #8 what PBES2 encrypts is read, and so is the older form of OpenSSL; the ciphers " +
			"of old PKCS #12 files (PBES1) are not.",
		Example: "openssl pkey -in client.key -out plain.key && chmod 600 plain.key",
	},
	{
		Code: "ca-bundle-empty", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the CA file or directory holds no certificate",
		Cure:     "give --cacert a PEM file with at least one CERTIFICATE block",
		Long: "The file or directory given for trusted authorities has no block \"BEGIN CERTIFICATE\". It may hold a " +
			"key, a request (CERTIFICATE REQUEST), DER, or nothing. An empty set of trust would refuse every " +
			"server with unknown-ca, which would point the wrong way.",
		Example: "openssl x509 -in ca.der -inform der -out ca.pem",
	},
	{
		Code: "ca-cert-skipped", Severity: Warning, Outcome: OK,
		Sentence: "a CA certificate cannot be read, and nobody is trusted by it",
		Cure:     "repair it or take it out: openssl, and with it valkey-server, refuses the whole file, Go's clients pass over it in silence",
		Long: "Of several certificates given for trusted authorities this one was cut off, damaged by an editor or a copy, " +
			"written as a kind that is not taken (TRUSTED CERTIFICATE), or has contents that Go refuses, such as a negative " +
			"serial number. The others are trusted. A server that its authority has signed is refused with unknown-ca. Where " +
			"none is left it is cert-malformed.",
		Example: "openssl storeutl -noout -text -certs ca.pem",
	},
	{
		Code: "credentials-failed", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the credentials could not be had",
		Cure:     "run the command, or read the file, that provides them by hand",
		Long: "The command or file that gives the password failed, gave nothing, or took too long. It is asked " +
			"after the server's certificate was accepted, so that no credential is fetched for a server that is " +
			"not to be trusted. What the command wrote to its standard error is not shown, because it may hold " +
			"secrets.",
		Example: "vkcheck probe cache-1.example:6379 --pass-command 'vault kv get -field=password kv/cache'",
	},
}
