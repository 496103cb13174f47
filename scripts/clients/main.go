// Command clients runs clients of Valkey, and TLS tools, over the scenarios of
// "vkcheck lab": each is a process of its own that trusts the lab's authority,
// is as strict as its documentation lets it be, and asks one command. What they
// did is kept in results.json of the work directory and written as a page:
// docs/clients.md. scripts/clients/run builds what is needed and calls it.
//
// "clients ping NAME" is one of the clients in Go.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "ping" {
		exitOn(ping(os.Args[2]))
		return
	}
	work := flag.String("work", "", "`DIR` of the programs built, the npm packages and results.json")
	only := flag.String("only", "", "ask these `CLIENTS` alone, with commas; the others' results stay")
	scenarios := flag.String("scenarios", "", "ask these `SCENARIOS` alone and print what happens; keep nothing")
	page := flag.String("page", filepath.Join("..", "..", "docs", "clients.md"), "`FILE` of the page")
	render := flag.Bool("render", false, "ask nobody, write the page of what is known")
	parallel := flag.Int("parallel", 4, "scenarios at a time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *render {
		exitOn(write(filepath.Join(*work, "results.json"), *page))
		return
	}
	exitOn(run(ctx, *work, *page, list(*only), list(*scenarios), *parallel))
}

// list is nil where there is nothing.
func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, work, page string, only, scenarios []string, parallel int) error {
	clients, err := chosen(work, only)
	if err != nil {
		return err
	}
	file := filepath.Join(work, "results.json")
	for _, c := range clients {
		version := c.version()
		if version == "" {
			fmt.Fprintf(os.Stderr, "%s is not installed: left out\n", c.name)
			continue
		}
		got, err := over(ctx, work, c, scenarios, parallel)
		if err != nil {
			return err
		}
		if scenarios != nil {
			for _, r := range got {
				fmt.Printf("%s\t%s\t%s\t%s\t%.1f s\t%s\n", c.name, r.Scenario.Scenario, r.Scenario.Must, r.Outcome, r.Seconds, r.Words)
			}
			continue
		}
		if err := keep(file, c, version, got); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s %s: %d scenarios\n", c.name, version, len(got))
	}
	if scenarios != nil {
		return nil
	}
	return write(file, page)
}

// write writes the page of the results in a file.
func write(file, page string) error {
	all, err := readResults(file)
	if err != nil {
		return err
	}
	return os.WriteFile(page, []byte(all.page()), 0o644)
}

// keep replaces what is known of a client: another run may have added to the
// file meanwhile.
func keep(file string, c client, version string, got []result) error {
	all, err := readResults(file)
	if err != nil {
		return err
	}
	all.put(c, version, got)
	return all.write(file)
}
