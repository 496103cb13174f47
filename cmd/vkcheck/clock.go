package main

import "time"

// clock gives the time that certificates and answers are judged at; nil for
// the system's. Tests step it.
var clock func() time.Time
