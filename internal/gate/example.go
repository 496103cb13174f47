package gate

import _ "embed" // the example is a file of its own

// Example is a file with comments to begin with.
//
//go:embed example.yaml
var Example []byte
