package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// client is a program that asks a scenario of the lab.
type client struct {
	name     string
	settings string // how it is made as strict as its documentation lets it be
	version  func() string
	argv     func(s scenario) []string
	// typed is for programs that pass on what they read: they get this, and have
	// accepted when a reply comes.
	typed   bool
	onlyTLS bool             // it judges nothing above TLS
	kinds   []string         // of scenarios that it is asked; all where there is none
	limit   time.Duration    // when it hangs; zero for the limit of all
	dir     string           // where it runs
	words   []*regexp.Regexp // what is worth quoting of what it prints, the first that matches; else the last line
}

// chosen are the clients of these names, all where there is none.
func chosen(work string, names []string) ([]client, error) {
	all := clients(work)
	if len(names) == 0 {
		return all, nil
	}
	var some []client
	for _, name := range names {
		i := slices.IndexFunc(all, func(c client) bool { return c.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no client %q", name)
		}
		some = append(some, all[i])
	}
	return some, nil
}

func clients(work string) []client {
	self, vkcheck := filepath.Join(work, "clients"), filepath.Join(work, "vkcheck")
	scripts, _ := os.Getwd()
	npm := filepath.Join(work, "node")
	return []client{
		{
			name: vkcheckName, settings: "`vkcheck probe --cacert CA`",
			version: printed("sh", "-c", vkcheck+" version | cut -d' ' -f2"),
			argv: func(s scenario) []string {
				argv := []string{vkcheck, "probe", s.Addr, "-o", "json", "--timeout", "10s"}
				if s.TLS {
					argv = append(argv, "--cacert", s.ca)
				}
				return argv
			},
		},
		cli("valkey-cli"),
		cli("redis-cli"),
		inGo(self, "valkey-go", "github.com/valkey-io/valkey-go", "`ClientOption{TLSConfig, DisableRetry, ConnWriteTimeout}`, a dialer with a timeout; Go's TLS verifies chain and name"),
		inGo(self, "go-redis", "github.com/redis/go-redis/v9", "`Options{TLSConfig, DialTimeout, ReadTimeout, WriteTimeout, MaxRetries: -1, DialerRetries: 1}`; Go's TLS verifies chain and name"),
		inGo(self, "redigo", "github.com/gomodule/redigo", "`DialUseTLS`, `DialTLSConfig`, all four timeouts; Go's TLS verifies chain and name"),
		inNode(scripts, npm, "ioredis", "ioredis", "`tls: {ca, rejectUnauthorized, requestOCSP}`, `connectTimeout`, `commandTimeout`, no retries"),
		inNode(scripts, npm, "iovalkey", "iovalkey", "as ioredis"),
		inNode(scripts, npm, "node-redis", "redis", "`socket: {tls, ca, rejectUnauthorized, requestOCSP, connectTimeout, socketTimeout, reconnectStrategy: false}`"),
		inPython(scripts, "redis-py-ocsp", "ocsp", "`ssl_cert_reqs=\"required\"`, `ssl_check_hostname=True`, `ssl_validate_ocsp=True`, both timeouts"),
		inPython(scripts, "redis-py-staple", "staple", "the same with `ssl_validate_ocsp_stapled=True` and an `ssl_ocsp_context` that verifies; the two exclude each other"),
		{
			name: "openssl", settings: "`openssl s_client -CAfile CA -verify_return_error -verify_ip 127.0.0.1 -x509_strict -status`", typed: true, onlyTLS: true,
			version: printed("openssl", "version"),
			argv: func(s scenario) []string {
				return []string{
					"openssl", "s_client", "-connect", s.Addr, "-CAfile", s.ca, "-verify_return_error", "-verify_ip", s.Host, "-x509_strict",
					"-status", "-quiet",
				}
			},
			words: expressions(`verify error:.*`, `error:[0-9A-F]+:.*`, `connect:errno=.*`),
		},
		{
			name: "gnutls-cli", settings: "`gnutls-cli --x509cafile CA --verify-hostname 127.0.0.1 --ocsp --priority " + modernTLS + "`", typed: true, onlyTLS: true,
			version: printed("gnutls-cli", "--version"),
			argv: func(s scenario) []string {
				return []string{"gnutls-cli", "--x509cafile", s.ca, "--verify-hostname", s.Host, "--ocsp", "--priority", modernTLS, "-p", s.Port, s.Host}
			},
			words: expressions(`\*\*\* Certificate was .*`, `- Status: The certificate is NOT.*`, `\*\*\* .*`),
		},
		{
			name: "testssl", onlyTLS: true, limit: 5 * time.Minute, kinds: []string{"certificate", "crl"}, // ten seconds of a processor each
			settings: "`testssl " + strings.Join(testsslSettings, " ") + " --add-ca CA`; refused: a check of certificates or OCSP is MEDIUM or worse",
			version:  printed("sh", "-c", "testssl --version 2>/dev/null | grep -o 'testssl *[0-9][0-9.]*' | tr -s ' '"),
			argv:     func(scenario) []string { return []string{self, "ping", "testssl"} },
		},
		{
			name: "blackbox_exporter", settings: "prober `tcp` with `tls`, `ca_file`, `server_name` and a `query_response` of the command and a reply that is no error",
			version: printed("sh", "-c", exporter+" --version 2>&1 | grep -o 'version [^ ]*'"),
			argv:    func(scenario) []string { return []string{self, "ping", "blackbox_exporter"} },
			words:   expressions(`msg="[^"]*" err="?.*`, `level=error .*`),
		},
	}
}

const vkcheckName = "vkcheck"

// modernTLS leaves out what RFC 8996 does.
const modernTLS = "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"

// cli is valkey-cli or redis-cli, which are the same in this.
func cli(name string) client {
	return client{
		name: name, settings: "`" + name + " --tls --cacert CA -t 5 -e`; it checks no names",
		version: printed(name, "--version"),
		argv: func(s scenario) []string {
			argv := []string{name, "-h", s.Host, "-p", s.Port, "-e"}
			if name == "valkey-cli" {
				argv = append(argv, "-t", "5")
			}
			if s.TLS {
				argv = append(argv, "--tls", "--cacert", s.ca)
			}
			return append(argv, strings.Fields(s.Command)...)
		},
	}
}

func inGo(self, name, module, settings string) client {
	return client{
		name: name, settings: settings,
		version: func() string { return moduleVersion(module) },
		argv:    func(scenario) []string { return []string{self, "ping", name} },
		words:   expressions(`(panic|fatal error): .*`),
	}
}

func moduleVersion(module string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, d := range info.Deps {
		if d.Path == module {
			return d.Version
		}
	}
	return ""
}

func inNode(scripts, npm, name, module, settings string) client {
	return client{
		name: name, settings: settings, dir: npm,
		version: func() string {
			return printed("node", "-p", fmt.Sprintf("require(%q).version + ', node ' + process.versions.node", filepath.Join(npm, "node_modules", module, "package.json")))()
		},
		argv: func(scenario) []string { return []string{"node", filepath.Join(scripts, "ping.js"), module} },
	}
}

// inPython is Debian's own package, and so Debian's own Python.
func inPython(scripts, name, way, settings string) client {
	const python = "/usr/bin/python3"
	return client{
		name: name, settings: settings,
		version: printed(python, "-c", "import redis, cryptography, OpenSSL, requests; print(redis.__version__)"),
		argv:    func(scenario) []string { return []string{python, filepath.Join(scripts, "ping.py"), way} },
	}
}

// printed is the first line that a program prints, empty where it cannot be
// run.
func printed(argv ...string) func() string {
	return func() string {
		out, err := exec.Command(argv[0], argv[1:]...).Output()
		line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		if err != nil {
			return ""
		}
		return line
	}
}

func expressions(texts ...string) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, text := range texts {
		all = append(all, regexp.MustCompile(text))
	}
	return all
}
