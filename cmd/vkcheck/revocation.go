package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
)

func revocationFlags() []cli.Flag {
	parallel := &cli.IntFlag{
		Name: "parallel", Value: ocspcheck.DefaultConnections, EnvVars: env("parallel"), Category: categoryOCSP,
		Usage: "examine `N` targets, and hold N connections to a responder, at a time",
	}
	severity := &cli.StringSliceFlag{
		Name: "severity", EnvVars: env("severity"), Category: categoryOCSP,
		Usage: "`CODE=LEVEL` for this run, may repeat: error and critical make it fail, info and warning let pass what is undetermined",
	}
	skew := durationFlag(categoryOCSP, "skew", ocspcheck.DefaultSkew, "`TIME` that clocks may differ; 0 for none")
	maxAge := durationFlag(categoryOCSP, "max-age", 0, "refuse answers older than `TIME`")
	maxAge.DefaultText = fmt.Sprintf("until nextUpdate, or %s where there is none", ocspcheck.DefaultMaxAge)
	minDays := &cli.IntFlag{
		Name: "min-days", EnvVars: env("min-days"), Category: categoryOCSP, DefaultText: fmt.Sprintf("%d, or a third of a shorter life", probe.DefaultMinDays),
		Usage: "warn of a certificate that is valid for fewer than `N` days; 0 for none",
	}
	return []cli.Flag{
		stringFlag(categoryOCSP, "require", "fail unless `SOURCE` gave a valid answer: staple (for the leaf), ocsp, crl or any (for all below the root)"),
		boolFlag(categoryOCSP, "must-staple", "fail where the server sends no staple, also where the certificate does not demand one"),
		boolFlag(categoryOCSP, "leaf-only", "check the leaf alone"),
		boolFlag(categoryOCSP, "crl", "read the CRL also where a staple or a responder has answered"),
		boolFlag(categoryOCSP, "nonce", "put a nonce into each request, and refuse an answer with another"),
		boolFlag(categoryOCSP, "sha256", "name certificates by SHA-256 (CertID) in requests"),
		skew,
		maxAge,
		durationFlag(categoryOCSP, "min-remaining", 0, "warn of a staple or an answer that is good for less than `TIME`"),
		boolFlag(categoryOCSP, "strict", "every warning is a failure, SHA-1 signatures among them"),
		boolFlag(categoryOCSP, "soft-fail", "pass certificates about which no source gave an answer; forged and expired answers still fail"),
		boolFlag(categoryOCSP, "allow-not-covered", "pass certificates that name no responder and no CRL"),
		boolFlag(categoryOCSP, "allow-private", "ask responders on private and loopback addresses"),
		severity,
		minDays,
		stringFlag(categoryOCSP, "cache-dir", "keep answers in `DIR` for the next run, as long as they are good"),
		parallel,
	}
}

// checkerOf makes the checker that all targets of a run share. The caller
// closes its memo.
func checkerOf(c *cli.Context) (ocspcheck.Checker, error) {
	policy, err := policyOf(c)
	if err != nil {
		return ocspcheck.Checker{}, err
	}
	if c.Int("parallel") <= 0 {
		return ocspcheck.Checker{}, errors.New("--parallel must be above zero")
	}
	checker := ocspcheck.Checker{Policy: policy, Clock: clock}
	if checker.Store, err = openStore(c); err != nil {
		return ocspcheck.Checker{}, err
	}
	checker.Memo = ocspcheck.NewMemo(c.Int("parallel"))
	return checker, nil
}

// openStore opens the directory of --cache-dir; nil where there is none.
func openStore(c *cli.Context) (ocspcheck.Store, error) {
	dir := c.String("cache-dir")
	if dir == "" {
		return nil, nil
	}
	store, err := ocspcheck.OpenDirStore(dir, time.Now())
	if err != nil {
		return nil, fmt.Errorf("--cache-dir: %w", err)
	}
	return store, nil
}

// policyOf reads what changes a verdict.
func policyOf(c *cli.Context) (ocspcheck.Policy, error) {
	p := ocspcheck.Policy{
		CRL:          c.Bool("crl") || c.String("require") == string(probe.RequireCRL),
		LeafOnly:     c.Bool("leaf-only"),
		MustStaple:   c.Bool("must-staple"),
		Nonce:        c.Bool("nonce"),
		SHA256:       c.Bool("sha256"),
		AllowPrivate: c.Bool("allow-private"),
		Skew:         c.Duration("skew"),
		MaxAge:       c.Duration("max-age"),
		MinRemaining: c.Duration("min-remaining"),
	}
	for _, name := range []string{"skew", "max-age", "min-remaining"} {
		if c.Duration(name) < 0 {
			return p, fmt.Errorf("--%s must not be below zero", name)
		}
	}
	if p.Skew == 0 {
		p.Skew = -1 // none: 0 is the default
	}
	return p, nil
}

// rulesOf reads what changes the worth of a finding.
func rulesOf(c *cli.Context) (probe.Rules, error) {
	r := probe.Rules{
		AllowNotCovered: c.Bool("allow-not-covered"),
		SoftFail:        c.Bool("soft-fail"),
		MinDays:         minDays(c),
		Strict:          c.Bool("strict"),
	}
	if r.SoftFail && r.Strict {
		return r, errors.New("--soft-fail and --strict exclude each other")
	}
	if r.MinDays != nil && *r.MinDays < 0 {
		return r, errors.New("--min-days must not be below zero")
	}
	var err error
	if r.Require, err = probe.ParseRequirement(c.String("require")); err != nil {
		return r, fmt.Errorf("--require: %w", err)
	}
	overrides := slices.DeleteFunc(c.StringSlice("severity"), func(o string) bool { return o == "" }) // an empty variable
	if r.Severities, err = probe.ParseSeverities(overrides); err != nil {
		return r, fmt.Errorf("--severity: %w", err)
	}
	return r, nil
}

// minDays is nil where nobody has said it.
func minDays(c *cli.Context) *int {
	if !c.IsSet("min-days") {
		return nil
	}
	n := c.Int("min-days")
	return &n
}
