package record

import (
	"bytes"

	"github.com/vkcheck/vkcheck/cachesim/command"
)

// form says where a command has the lifetime of its key.
type form struct {
	number  bool // argument 2 is one
	options int  // the argument from which options may name one; 0 for nowhere
}

var forms = map[string]form{
	"SET": {options: 3}, "GETEX": {options: 2},
	"SETEX": {number: true}, "PSETEX": {number: true},
	"EXPIRE": {true, 3}, "PEXPIRE": {true, 3}, "EXPIREAT": {true, 3}, "PEXPIREAT": {true, 3},
}

// options lists the words that may stand there, and how many arguments belong
// to each: a lifetime, or a value that is compared.
var options = map[string]struct{ lifetime, value bool }{
	"EX": {lifetime: true}, "PX": {lifetime: true}, "EXAT": {lifetime: true}, "PXAT": {lifetime: true},
	"NX": {}, "XX": {}, "GT": {}, "LT": {}, "GET": {}, "KEEPTTL": {}, "PERSIST": {},
	"IFEQ": {value: true},
}

// lifetimes makes words of the lifetimes that a command gives its key, so that
// they are kept. A word that it does not know ends the options: behind it might
// stand a value.
func lifetimes(c *command.Command, args [][]byte, roles []command.Role) {
	f, ok := forms[c.Name]
	if !ok {
		return
	}
	if f.number && len(args) > 2 && decimal(args[2]) {
		roles[2] = command.Word
	}
	for i := f.options; i > 0 && i < len(args); i++ {
		option, ok := options[string(bytes.ToUpper(args[i]))]
		if !ok {
			return
		}
		roles[i] = command.Word
		if option.lifetime && i+1 < len(args) && decimal(args[i+1]) {
			roles[i+1] = command.Word
		}
		if option.lifetime || option.value {
			i++
		}
	}
}

// decimal says that a text is a number of at most 64 bits.
func decimal(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte("-"))
	if len(text) == 0 || len(text) > 20 {
		return false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
