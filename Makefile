# The everyday commands; each calls a script or one go command.
.DEFAULT_GOAL := help
.PHONY: help test quick generate build deb fuzz bench demo screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: ## what CI runs: installs what the tests need, or says what is missing (4 to 10 minutes)
	scripts/test

quick: ## vet, format and the tests of changed packages (go test caches)
	go vet ./... && go tool gofumpt -l . && go test ./...

generate: ## golden outputs and docs/ anew; look at the diff
	scripts/generate

build: ## static binaries for six systems, man pages and completions into dist/
	scripts/build

deb: ## the Debian package into dist/
	scripts/deb

fuzz: ## every fuzz target for half a minute
	scripts/fuzz 30s

bench: ## conn beside its peers
	scripts/bench/run

demo: ## the three jobs on a lab of its own
	go run ./cmd/vkcheck demo

screenshots: ## the pictures of the README, from real runs
	scripts/screenshots

clean: ## remove dist/
	rm -rf dist dist-extras
