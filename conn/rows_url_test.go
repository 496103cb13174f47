package conn

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// refusedTarget checks that ParseTarget refuses s with the words.
func refusedTarget(t *testing.T, s string, words ...string) {
	t.Helper()
	_, _, err := ParseTarget(s)
	e := wantError(t, err, PhaseConfig, CodeBadURL)
	for _, word := range words {
		if !strings.Contains(e.Error(), word) {
			t.Errorf("%s: %v does not say %q", s, e, word)
		}
	}
}

func TestRow83Schemes(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey})
	for _, target := range []string{
		"valkey://" + v.Addr, "redis://" + v.Addr, "Valkey://" + v.Addr, v.Addr, "unix://" + v.Socket, "unix:" + v.Socket, v.Socket,
		"valkeys://" + v.TLSAddr + "?ssl_ca_certs=" + p.ca, "rediss://" + v.TLSAddr + "?ssl_ca_certs=" + p.ca,
	} {
		o, warnings, err := ParseTarget(target)
		if err != nil || len(warnings) > 0 {
			t.Fatalf("%s: %v %q", target, err, warnings)
		}
		dialed(t, o)
	}
	if o, _, err := ParseTarget("unix:./rel"); err != nil || o.Addr != "./rel" {
		t.Errorf("%+v, %v", o, err)
	}
	refusedTarget(t, "http://"+v.Addr, "valkey, valkeys, redis, rediss or unix")
}

func TestRow84PercentAndDatabase(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]Options{
		"valkey://us%40er:p%3Aw%2525@h%6Fst:1/%31":               {Network: "tcp", Addr: "host:1", Username: "us@er", Password: "p:w%25", DB: 1},
		"unix://us%2Fer:p%3F@/run/a%20b%3F.sock?db=4":            {Network: "unix", Addr: "/run/a b?.sock", Username: "us/er", Password: "p?", DB: 4},
		"valkey://host/1?db=2":                                   {Network: "tcp", Addr: "host:6379", DB: 2},
		"valkey://host/1":                                        {Network: "tcp", Addr: "host:6379", DB: 1},
		"valkey://u:p@host?username=v&password=q":                {Network: "tcp", Addr: "host:6379", Username: "u", Password: "p"},
		"valkey://host?username=v&password=q%26":                 {Network: "tcp", Addr: "host:6379", Username: "v", Password: "q&"},
		"valkey://:p@host?username=v":                            {Network: "tcp", Addr: "host:6379", Username: "v", Password: "p"},
		"valkey://host?client_name=%2541&lib_name=a%20b":         {Network: "tcp", Addr: "host:6379", ClientName: "%41", LibName: "a b"},
		"valkeys://host?ssl_ca_data=-----BEGIN%20X-----%0AQQ%3D": {Network: "tcp", Addr: "host:6379", TLS: &TLSOptions{CAData: []byte("-----BEGIN X-----\nQQ=")}},
	} {
		o, _, err := ParseTarget(target)
		if err != nil || o.Password != want.Password {
			t.Errorf("%s: password %q, %v", target, string(o.Password), err)
		}
		if diff := cmp.Diff(want, o); diff != "" {
			t.Errorf("%s: -want +got\n%s", target, diff)
		}
	}
}

func TestRow85UserinfoWithoutColonIsUser(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--user", "open", "on", "nopass", "~*", "+@all"}})
	o, warnings, err := ParseTarget("valkey://open@" + v.Addr)
	if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], ":PASSWORD@") {
		t.Fatalf("%v, warnings %q", err, warnings)
	}
	if got := clientInfo(t, dialed(t, o))["user"]; got != "open" {
		t.Errorf("user %q", got)
	}
}

func TestRow86TypedOptions(t *testing.T) {
	t.Parallel()
	got, warnings, err := ParsePoolTarget("valkeys://host?db=1&socket_timeout=1.5&socket_connect_timeout=2&ssl_timeout=2s" +
		"&socket_keepalive=true&retry_on_timeout=true&retry_on_error=loading,oom&retries=-1&backoff=constant,base=1s" +
		"&max_connections=7&timeout=0.5&cache_shared=true&health_check_interval=30&client_capa_redirect=1&family=ipv6&protocol=3" +
		"&ssl_check_hostname=false&ssl_cert_reqs=optional&ssl_min_version=TLSv1_2&ssl_max_version=1.3&ssl_password=s3cret" +
		"&ssl_ciphers=ECDHE-RSA-AES128-GCM-SHA256&sni=a&verify_name=b&ssl_validate_ocsp=true&ssl_validate_ocsp_stapled=true&ssl_ocsp_soft=true" +
		"&cache_enabled=true&cache_max_size=5&cache_ttl=60&cache_policy=LFU&cache_max_bytes=5000&cache_deny_list=GET,MGET&cache_tracking=broadcast&cache_prefixes=a,b&cache_noloop=true")
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	o := got.Options
	if got.Max != 7 || got.Wait != 500*ms || !got.SharedCache {
		t.Errorf("the pool's: %d, %v, %v", got.Max, got.Wait, got.SharedCache)
	}
	if o.KeepAlive == nil || !o.KeepAlive.Enable || o.TLS.KeyPassphrase != "s3cret" {
		t.Errorf("%+v, %+v", o.KeepAlive, o.TLS)
	}
	want := Options{
		Network: "tcp", Addr: "host:6379", DB: 1, Protocol: 3, Family: IPv6, HealthInterval: 30 * time.Second, Redirect: true,
		CommandTimeout: 1500 * ms, ConnectTimeout: 2 * time.Second, TLSTimeout: 2 * time.Second, KeepAlive: o.KeepAlive,
		Retry: Retry{Backoff: ConstantBackoff(time.Second), Retries: -1, OnTimeout: true, On: []string{CodeLoading, CodeOOM}},
		TLS: &TLSOptions{
			Verify: VerifyOptional, InsecureName: true, MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS13, KeyPassphrase: "s3cret",
			CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, ServerName: "a", VerifyName: "b",
			Revocation: &Revocation{Staple: true, Responder: true, Soft: true},
		},
		Caching: &Caching{
			Mode: TrackBroadcast, Prefixes: []string{"a", "b"}, NoLoop: true, Deny: []string{"GET", "MGET"},
			Local: localcache.Options{MaxEntries: 5, MaxBytes: 5000, TTL: time.Minute, Policy: localcache.LFU},
		},
	}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// One connection has no use for the options of a pool, and says so.
	single, warnings, err := ParseTarget("valkey://host?max_connections=7")
	if diff := cmp.Diff(Options{Network: "tcp", Addr: "host:6379"}, single); diff != "" || err != nil || len(warnings) != 1 {
		t.Errorf("%v, warnings %q, -want +got\n%s", err, warnings, diff)
	}
}

// Wrong values are refused by name, and those of secrets are not quoted.
func TestRow86WrongValues(t *testing.T) {
	t.Parallel()
	for option, word := range map[string]string{
		"db=x":                                "is a number from 0 on",
		"db=-1":                               "is a number from 0 on",
		"protocol=1":                          "is 2 or 3",
		"family=ipv5":                         "is any, ipv4 or ipv6",
		"socket_timeout=0":                    "is a time above 0",
		"socket_timeout=-1":                   "is a time above 0",
		"socket_timeout=nan":                  "is a time above 0",
		"socket_timeout=inf":                  "is a time above 0",
		"socket_connect_timeout=x":            "is a time above 0",
		"socket_keepalive_count=0":            "is a number from 1 on",
		"health_check_interval=-1":            "is 0 or a time",
		"retries=-2":                          "is a number from -1 on",
		"retries=99999999999":                 "is a number from -1 on",
		"backoff=equaljitter":                 `did you mean "equal-jitter"?`,
		"retry_on_error=lodaing":              `did you mean "loading"?`,
		"ssl_cert_reqs=maybe":                 "is none, optional or required",
		"ssl_min_version=1.4":                 "is 1.0, 1.1, 1.2 or 1.3",
		"ssl_ciphers=TLS_AES_128":             "is no list of cipher suites",
		"ssl_validate_ocsp=x":                 "is true or false",
		"cache_max_size=5":                    "needs cache_enabled=true",
		"max_connections=x":                   "is a number from 1 on",
		"timeout=x":                           "is 0 or a time",
		"client_name=a&client_name=b":         "is given more than once",
		"cache_enabled=true&cache_policy=x":   "is lru, lfu, random, sieve, s3fifo or wtinylfu",
		"cache_enabled=true&cache_tracking=x": "is all, optin or broadcast",
		"cache_enabled=true&cache_deny_list=": "is a list",
	} {
		name, _, _ := strings.Cut(strings.TrimPrefix(option, "cache_enabled=true&"), "=")
		refusedTarget(t, "valkeys://host?"+option, `option "`+name+`" `, word)
	}
	for option, nearest := range map[string]string{
		"clientname=x": "client_name", "socket_timeouts=1": "socket_timeout", "ssl_keyfiles=x": "ssl_keyfile", "decode_responses=true": "",
	} {
		name, _, _ := strings.Cut(option, "=")
		refusedTarget(t, "valkeys://host?"+option, fmt.Sprintf("unknown option %q", name), nearest)
	}
	refusedTarget(t, "valkey://host?ssl_certfile=x", `"ssl_certfile"`, "needs valkeys:// or rediss://")
	for _, leak := range []string{"valkey://u:1?s3cret@host", "valkey://u:1?s3cret=x@host", "valkey://h?password=s3cret&password=s3cret", "valkeys://h?ssl_password=s3cret%zz"} {
		if _, _, err := ParseTarget(leak); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", leak, err)
		}
	}
}

// Booleans are those words alone that everybody reads alike.
func TestRow87StrictBooleans(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{"true": true, "True": true, "1": true, "t": true, "false": false, "False": false, "0": false, "F": false} {
		o, _, err := ParseTarget("valkey://host?retry_on_timeout=" + value)
		if err != nil || o.Retry.OnTimeout != want {
			t.Errorf("%s: %v, %v", value, o.Retry.OnTimeout, err)
		}
	}
	for _, value := range []string{"", "yes", "no", "N", "on", "2", "tru"} {
		refusedTarget(t, "valkey://host?retry_on_timeout="+value, `option "retry_on_timeout" is true or false`)
	}
}
