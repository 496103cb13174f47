package main

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// checkSave refuses, before anything is examined, a directory that holds
// something, as what was saved once is never overwritten, or that nothing can be
// written to.
func checkSave(dir string) error {
	temp, err := saveTemp(dir)
	if err != nil {
		return fmt.Errorf("--save: %w", err)
	}
	return os.Remove(temp)
}

// saveTemp makes the directory in which evidence is gathered: in dir where that
// is there, which may be a link or a file system of its own, and else beside it.
func saveTemp(dir string) (string, error) {
	held, err := os.ReadDir(dir)
	beside := errors.Is(err, fs.ErrNotExist)
	if _, notThere := os.Lstat(dir); beside && notThere != nil { // a link that leads nowhere is there
		err = nil
	}
	switch {
	case err != nil:
		return "", err
	case len(held) > 0:
		return "", fmt.Errorf("%s is not empty, and nothing in it is overwritten: name another directory", dir)
	case beside:
		dir = filepath.Dir(dir)
	}
	return os.MkdirTemp(dir, ".vkcheck-*")
}

// settle gives what was gathered in temp its place.
func settle(temp, dir string) error {
	if filepath.Dir(temp) != dir {
		return os.Rename(temp, dir)
	}
	gathered, err := os.ReadDir(temp)
	for i, e := range gathered {
		if err == nil {
			err = os.Rename(filepath.Join(temp, e.Name()), filepath.Join(dir, e.Name()))
		}
		if err != nil {
			for _, e := range gathered[:i] {
				err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
			}
			return err
		}
	}
	return errors.Join(err, os.Remove(temp))
}

// save writes the evidence of a run into a directory that is new or empty, whole
// or not at all: a target alone stands in it, several in directories of their own.
func save(c *cli.Context, r *report.Report, seen []probe.Evidence) error {
	dir := filepath.Clean(c.String("save"))
	temp, err := saveTemp(dir)
	if err != nil {
		return fmt.Errorf("--save: %w", err)
	}
	err = os.Chmod(temp, 0o755)
	for i := range seen {
		into := temp
		if len(seen) > 1 {
			into = filepath.Join(temp, targetDir(i, r.Targets[i]))
		}
		err = errors.Join(err, saveTarget(into, *r, i, seen[i], judgingFlags(c)))
	}
	if len(seen) > 1 {
		err = errors.Join(err, writeIndex(temp, r, seen))
	}
	if err == nil {
		err = settle(temp, dir)
	}
	if err != nil {
		return fmt.Errorf("--save: %w", errors.Join(err, os.RemoveAll(temp)))
	}
	return nil
}

// writeIndex tells which directory holds which target.
func writeIndex(dir string, r *report.Report, seen []probe.Evidence) error {
	var b bytes.Buffer
	fmt.Fprint(&b, "# What vkcheck saw\n\n")
	for i, t := range r.Targets {
		note := ""
		if len(seen[i].Statuses) == 0 {
			note = ": no certificate was seen"
		}
		fmt.Fprintf(&b, "- `%s/`: `%s`%s\n", targetDir(i, t), t.Target, note)
	}
	return os.WriteFile(filepath.Join(dir, "README.md"), b.Bytes(), 0o644)
}

// targetDir is the directory of a target among several.
func targetDir(i int, t report.Target) string {
	return fmt.Sprintf("%d-%s", i+1, plainName(t.Target))
}

// saveTarget writes one target: its certificates, what was received about
// each, the report and how to repeat it.
func saveTarget(dir string, r report.Report, target int, seen probe.Evidence, flags string) error {
	files := map[string][]byte{}
	for i, s := range seen.Statuses {
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Cert.Raw})
		files["chain.pem"] = append(files["chain.pem"], block...)
		files[strconv.Itoa(i)+".pem"] = block
		for j, a := range s.Attempts {
			if name := rawName(i, j, a); name != "" {
				files[name] = a.Raw
				r.Targets[target].Certificates[i].Attempts[j].File = name
			}
		}
	}
	for _, cert := range seen.Sent {
		files["sent.pem"] = append(files["sent.pem"], pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})...)
	}
	r.Targets = r.Targets[target : target+1]
	var b bytes.Buffer
	if err := report.Write(&b, "json", &r, report.Options{}); err != nil {
		return err
	}
	files["vkcheck.json"] = b.Bytes()
	var readme bytes.Buffer
	writeRepeat(&readme, r.Targets[0], seen, flags)
	files["README.md"] = readme.Bytes()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// rawName is the file of what an attempt received: certificate, attempt, and
// kind. It is empty where nothing was received, or what a store of ours had
// held and nobody believed.
func rawName(cert, attempt int, a ocspcheck.Attempt) string {
	if len(a.Raw) == 0 || a.Mechanism == ocspcheck.MechanismStore && a.Err != nil {
		return ""
	}
	suffix := "der"
	if a.Mechanism == ocspcheck.MechanismCRL {
		suffix = "crl" // a few are PEM
	}
	return fmt.Sprintf("%d-%d-%s.%s", cert, attempt+1, a.Mechanism, suffix)
}

// writeRepeat tells how to judge each certificate again.
func writeRepeat(w io.Writer, t report.Target, seen probe.Evidence, flags string) {
	fmt.Fprintf(w, "# What vkcheck saw of `%s`\n\n", t.Target)
	if len(t.Certificates) == 0 {
		fmt.Fprint(w, "No certificate was seen; `vkcheck.json` says why.\n")
		return
	}
	fmt.Fprint(w, "`chain.pem` is the chain that was judged, `sent.pem` what the server sent, `vkcheck.json` the report.\n"+
		"In this directory, and without a network, each certificate is judged again by:\n")
	for i, cert := range t.Certificates {
		command := repeat(i, cert, seen, flags)
		if command == "" {
			command = "# nothing was received about it"
		}
		fmt.Fprintf(w, "\nCertificate %d, serial %s: %s, %s.\n\n```sh\n%s\n```\n", i, cert.Serial, cert.Verdict, cert.Code, command)
	}
}

// repeat is the command that judges a certificate by what was saved; empty
// where nothing was. What is wrong with some answers lies outside of them, in
// the question or in their signer's CRL: alone they are as good as any, and
// are left out.
func repeat(i int, cert report.Certificate, seen probe.Evidence, flags string) string {
	var sources strings.Builder
	for _, a := range cert.Attempts {
		switch {
		case a.File == "", a.Code == ocspcheck.CodeOCSPNonceMismatch, a.Code == ocspcheck.CodeOCSPDelegateRevoked:
		case a.Mechanism == string(ocspcheck.MechanismCRL):
			sources.WriteString(" --crl " + a.File)
		default:
			sources.WriteString(" --response " + a.File)
		}
	}
	if sources.Len() == 0 || seen.Statuses[i].Issuer == nil {
		return ""
	}
	return fmt.Sprintf("vkcheck ocsp --cert %d.pem --issuer chain.pem%s --at %s%s", i, sources.String(), seen.At.UTC().Format(time.RFC3339), flags)
}

// judgingFlags are the flags given that judge files too.
func judgingFlags(c *cli.Context) string {
	var b strings.Builder
	for _, name := range []string{"skew", "max-age", "min-remaining"} {
		if c.IsSet(name) {
			fmt.Fprintf(&b, " --%s %s", name, c.Duration(name))
		}
	}
	for _, name := range []string{"strict", "soft-fail"} {
		if c.Bool(name) {
			b.WriteString(" --" + name)
		}
	}
	for _, override := range c.StringSlice("severity") {
		if override != "" {
			b.WriteString(" --severity " + override)
		}
	}
	return b.String()
}

// plainName makes a name for a directory of a target's.
func plainName(target string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, target)
}
