package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
	"github.com/valkey-io/valkey-go"
)

// patience is what each client is told to wait, for whatever it can be told.
const patience = 5 * time.Second

// The clients in Go, and the tools that are run by it, each asking what the lab
// says.
var goClients = map[string]func(addr string, c *tls.Config, command []string) (any, error){
	"valkey-go": byValkeyGo,
	"go-redis":  byGoRedis,
	"redigo":    byRedigo,

	"blackbox_exporter": byBlackbox,
	"testssl":           byTestssl,
}

// ping is a process of its own for each scenario: "clients ping valkey-go".
func ping(client string) error {
	ask, ok := goClients[client]
	if !ok {
		return fmt.Errorf("no client %q", client)
	}
	c, err := tlsConfig()
	if err != nil {
		return err
	}
	reply, err := ask(lab("ADDR"), c, strings.Fields(lab("COMMAND")))
	if err != nil {
		return err
	}
	fmt.Println(reply)
	return nil
}

func lab(name string) string { return os.Getenv("VKCHECK_LAB_" + name) }

// tlsConfig is nil where plain text is to be spoken.
func tlsConfig() (*tls.Config, error) {
	if lab("TLS") == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(lab("CA"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate in " + lab("CA"))
	}
	return &tls.Config{RootCAs: roots, ServerName: lab("HOST"), MinVersion: tls.VersionTLS12}, nil
}

func byValkeyGo(addr string, c *tls.Config, command []string) (any, error) {
	o := valkey.ClientOption{InitAddress: []string{addr}, TLSConfig: c, ForceSingleClient: true, DisableRetry: true, ConnWriteTimeout: patience}
	o.Dialer.Timeout = patience
	client, err := valkey.NewClient(o)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return client.Do(ctx, client.B().Arbitrary(command...).Build()).ToAny()
}

func byGoRedis(addr string, c *tls.Config, command []string) (any, error) {
	client := goredis.NewClient(&goredis.Options{
		Addr: addr, TLSConfig: c, MaxRetries: -1, DialTimeout: patience, ReadTimeout: patience, WriteTimeout: patience, DialerRetries: 1,
	})
	defer client.Close()
	args := make([]any, len(command))
	for i, word := range command {
		args[i] = word
	}
	return client.Do(context.Background(), args...).Result()
}

func byRedigo(addr string, c *tls.Config, command []string) (any, error) {
	options := []redis.DialOption{
		redis.DialConnectTimeout(patience), redis.DialTLSHandshakeTimeout(patience), redis.DialReadTimeout(patience), redis.DialWriteTimeout(patience),
	}
	if c != nil {
		options = append(options, redis.DialUseTLS(true), redis.DialTLSConfig(c))
	}
	client, err := redis.Dial("tcp", addr, options...)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	args := make([]any, len(command)-1)
	for i, word := range command[1:] {
		args[i] = word
	}
	return client.Do(command[0], args...)
}
