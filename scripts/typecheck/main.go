// Command typecheck says what would not compile, tests included, on the system
// that GOOS and GOARCH name: it reads the sources of all packages, those of
// other modules too, and generates no code.
package main

import (
	"log"
	"os"

	"golang.org/x/tools/go/packages"
)

func main() {
	log.SetFlags(0)
	all, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax &^ packages.NeedTypesInfo, Tests: true}, os.Args[1:]...)
	if err != nil {
		log.Fatal(err)
	}
	if packages.PrintErrors(all) > 0 {
		os.Exit(1)
	}
}
