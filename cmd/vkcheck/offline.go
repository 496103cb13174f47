package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/readfile"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

func offlineFlags() []cli.Flag {
	files := func(name, usage string) cli.Flag {
		return &cli.StringSliceFlag{Name: name, EnvVars: env(name), Category: categoryFiles, Usage: usage}
	}
	return []cli.Flag{
		files("response", "judge --cert by the OCSP response in `FILE` (DER, PEM, base64), may repeat"),
		files("crl-file", "judge --cert by the CRL in `FILE` (DER, PEM), may repeat; \"--crl FILE\" says the same"),
		stringFlag(categoryFiles, "issuer", "issuer of --cert, `FILE` (PEM, DER); not needed where the file of --cert has it"),
		stringFlag(categoryFiles, "save", "write certificates, staple, responses, CRLs and how to repeat the run to `DIR`, which must be empty or not there"),
		stringFlag(categoryFiles, "at", "judge as of `TIME` (RFC 3339, or seconds since 1970)"),
	}
}

// live are the flags that say how to ask, or what of a server.
var live = []string{"require", "must-staple", "leaf-only", "crl", "nonce", "cache-dir", "save"}

// offline says whether files are to be judged and no server. Mixtures of both
// are refused.
func offline(c *cli.Context) (bool, error) {
	files := slices.ContainsFunc([]string{"response", "crl-file"}, func(name string) bool { return givenFiles(c, name) != nil })
	targets := len(arguments(c))
	switch {
	case files && targets > 0:
		return true, hinted{
			fmt.Errorf("files or servers: --response and --crl FILE judge files, and %q is a server", redactTarget(arguments(c)[0])),
			[]string{"for files: vkcheck ocsp --cert leaf.pem --issuer ca.pem --response resp.der", "for a server --cert is the client certificate: leave --response and --crl FILE out"},
		}
	case files && !given(c, "cert"):
		return true, errors.New("--response and --crl FILE judge a certificate: give it with --cert")
	case files && given(c, "key"):
		return true, errors.New("--key is for servers: with --response and --crl FILE, --cert is the certificate to judge")
	case files:
		for _, name := range live {
			if given(c, name) {
				return true, fmt.Errorf("--%s is for servers, and means nothing with --response and --crl FILE", name)
			}
		}
		return true, nil
	}
	for _, name := range []string{"issuer", "at"} {
		if given(c, name) {
			return false, hinted{
				fmt.Errorf("--%s goes with --response or --crl FILE", name),
				[]string{"vkcheck ocsp --cert leaf.pem --issuer ca.pem --response resp.der"},
			}
		}
	}
	if targets == 0 && given(c, "cert") {
		return false, hinted{errors.New("no target given"), []string{
			"vkcheck ocsp HOST:PORT --cert client.pem --key client.key",
			"to judge a certificate by files, say by which: --response resp.der or --crl crl.der",
		}}
	}
	return false, nil
}

// givenFiles are the files of a flag; an empty variable names none.
func givenFiles(c *cli.Context, name string) []string {
	files := slices.DeleteFunc(c.StringSlice(name), func(file string) bool { return file == "" })
	if len(files) == 0 {
		return nil
	}
	return files
}

// judgeFiles is "vkcheck ocsp" without a server.
func judgeFiles(c *cli.Context) error {
	sinks, failOn, err := outputs(c)
	if err != nil {
		return err
	}
	o, err := reading(c.Context, func() (probe.FileOptions, error) { return fileOptions(c) })
	if err != nil {
		return err
	}
	r := newReport(probe.CommandOCSP)
	r.Targets = []report.Target{probe.Files(o)}
	failOn.Finish(r, false)
	return deliver(c, r, sinks)
}

// maxEvidence is the most that a certificate, a response or a CRL may have, in
// bytes: above what is judged, so that it is the judge who says so.
const maxEvidence = 128 << 20

func fileOptions(c *cli.Context) (o probe.FileOptions, err error) {
	o = probe.FileOptions{Target: c.String("cert"), At: time.Now()}
	if o.Rules, err = rulesOf(c); err != nil {
		return o, err
	}
	if o.Checker.Policy, err = policyOf(c); err != nil {
		return o, err
	}
	if at := c.String("at"); at != "" {
		if o.At, err = parseTime(at); err != nil {
			return o, fmt.Errorf("--at: %w", err)
		}
	}
	if err := readChain(c, &o); err != nil {
		return o, err
	}
	for _, flag := range []string{"response", "crl-file"} {
		for _, name := range givenFiles(c, flag) {
			data, err := readfile.AtMost(name, maxEvidence)
			if err != nil {
				return o, fmt.Errorf("--%s: %w", strings.TrimSuffix(flag, "-file"), err) // see crlFiles
			}
			o.Files = append(o.Files, ocspcheck.File{Name: name, Data: data, CRL: flag == "crl-file"})
		}
	}
	return o, nil
}

// readChain finds the certificate and its issuer: in a file of its own, or
// behind the certificate.
func readChain(c *cli.Context, o *probe.FileOptions) error {
	chain, err := readCertificates("cert", c.String("cert"))
	if err != nil {
		return err
	}
	o.Cert = chain[0]
	candidates := chain[1:]
	if file := c.String("issuer"); file != "" {
		if candidates, err = readCertificates("issuer", file); err != nil {
			return err
		}
	}
	o.Issuer = ocspcheck.FindIssuer(o.Cert, candidates)
	switch {
	case o.Issuer == nil && c.String("issuer") == "":
		return fmt.Errorf("the issuer of %s is not in its file: give it with --issuer", o.Cert.Subject)
	case o.Issuer == nil:
		return fmt.Errorf("--issuer: %s did not issue %s", candidates[0].Subject, o.Cert.Subject)
	}
	if c.String("issuer") == "" {
		o.Above = pathAbove(o.Issuer, candidates)
	} else {
		o.Above = slices.DeleteFunc(candidates, o.Issuer.Equal)
	}
	return nil
}

// pathAbove follows the issuers through the certificate's own file. What else
// stands there, nobody says to trust.
func pathAbove(cert *x509.Certificate, candidates []*x509.Certificate) []*x509.Certificate {
	var path []*x509.Certificate
	for range candidates {
		issuer := ocspcheck.FindIssuer(cert, candidates)
		if issuer == nil || issuer.Equal(cert) {
			break
		}
		path = append(path, issuer)
		cert = issuer
	}
	return path
}

func readCertificates(flag, file string) ([]*x509.Certificate, error) {
	data, err := readfile.AtMost(file, maxEvidence)
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", flag, err)
	}
	certs, err := ocspcheck.ParseCertificates(data)
	if err != nil {
		return nil, fmt.Errorf("--%s: %s: %w", flag, file, err)
	}
	return certs, nil
}

func parseTime(s string) (time.Time, error) {
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(seconds, 0), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("%q is neither RFC 3339, as in 2026-11-22T22:40:00Z, nor seconds since 1970", s)
	}
	return t, nil
}

// crlFiles turns "--crl FILE" into "--crl-file FILE", because "--crl" alone is
// a switch: it has a file where the line has other files to judge by, or
// where its next word is one.
func crlFiles(argv []string) []string {
	if len(argv) < 2 || argv[1] != probe.CommandOCSP {
		return argv
	}
	judges := slices.ContainsFunc(argv, func(arg string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		return strings.HasPrefix(arg, "-") && slices.Contains([]string{"issuer", "response", "at"}, name)
	})
	argv = slices.Clone(argv)
	for i, arg := range argv {
		name, value, hasValue := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			return argv
		case name != "--crl" && name != "-crl":
		case hasValue:
			if _, err := strconv.ParseBool(value); err != nil {
				argv[i] = "--crl-file=" + value
			}
		case i+1 < len(argv) && !strings.HasPrefix(argv[i+1], "-") && (judges || isFile(argv[i+1])):
			argv[i] = "--crl-file"
		}
	}
	return argv
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
