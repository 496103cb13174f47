// Package ocspcheck judges certificate chains and their revocation: a chain
// and a staple in, one [Status] per certificate out. It follows RFC 5280 (paths
// and CRLs), RFC 6960, 5019 and 9654 (OCSP and its nonce) and RFC 7633 (must
// staple), and knows nothing of Valkey.
//
// Start with [BuildChain] to judge a chain without network, and with
// [Checker.Chain] to learn the revocation status of each of its
// certificates.
//
// What belongs here: certificates, OCSP, CRL, AIA, and the HTTP that they
// need. What does not: connections (package conn), severities and cures
// (package probe).
//
// The verdict is ours: golang.org/x/crypto/ocsp gives the vocabulary and the
// plain request, but its ParseResponse decides nothing here.
package ocspcheck
