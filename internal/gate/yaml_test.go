package gate

import (
	"strings"
	"testing"
)

// TestYAML is what YAML may do, and what it may not.
func TestYAML(t *testing.T) {
	t.Parallel()
	laughs := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i < 'k'; i++ {
		prev := string(i - 1)
		laughs += string(i) + ": &" + string(i) + " [" + strings.Repeat("*"+prev+",", 9) + "]\n"
	}
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"a comment", "# nothing\n", ""},
		{"an end", "targets: []\n...\n", ""},
		{"sections without content", "defaults:\ntargets:\nwaivers:\n", ""},
		{"an anchor", "defaults: {timeout: &t 3s}\nmodules: {a: {timeout: *t}}", ""},
		{"merged", "defaults: &d {timeout: 3s}\nmodules: {a: {<<: *d, check: ocsp}}", ""},
		{"merged of several", "defaults: &d {timeout: 3s}\nmodules: {a: {<<: [*d, *d]}}", ""},
		{"merged nonsense", "defaults: {<<: 3}", "1:16: << takes a mapping or a list of mappings"},
		{"unknown in what is merged", "modules: {a: &a {tmeout: 3s}}\ndefaults: {<<: *a}", `1:18: unknown key "tmeout"`},
		{"a key twice", "targets: []\ntargets: []", `2:1: "targets" stands here twice: first in line 1`},
		{"a key twice below", "defaults: {timeout: 3s, timeout: 4s}", `1:25: "timeout" stands here twice: first in line 1`},
		{"a key that is a list", "? [a]\n: b", "1:3: a key is a word"},
		{"two documents", "targets: []\n---\ntargets: []", "2:1: a second document begins"},
		{"a tag", "targets: !!python/object []", "1:10: a tag has no meaning here"},
		{"syntax", "targets:\n\t- a", "2: found character that cannot start any token: a tab: YAML indents by spaces"},
		{"a tab below", "targets:\n  - target: a\n\tname: b", "3: found a tab character that violates indentation: a tab"},
		{"outdented", "targets:\n  - target: a\n   name: b\n  - c", "3: did not find expected '-' indicator: is it indented as the lines above?"},
		{"indented", "targets:\n  - target: a\n     name: b", "3: mapping values are not allowed in this context: is it indented as the lines above?"},
		{"a colon", "targets:\n  - target: a\n    name: b: c", "3: mapping values are not allowed in this context: is it indented as the lines above? A value"},
		{"a variable of a shell", "targets:\n  - {target: a,\n     name: b}\n  - {target: a, name: ${NAME}}\n  - c", "4: did not find expected ',' or '}': what {"},
		{"a quote that is not closed", "targets:\n  - 'a'\n  - 'b\n  - c\n", "3: found unexpected end of stream: a quote is not closed"},
		{"an @", "targets:\n  - a\n  - @b", "3: found character that cannot start any token: a value that begins with it needs quotes"},
		{"unclosed", "targets: [a", "1: did not find expected"},
		{"an unknown anchor", "targets:\n  - *nobody\n", "2: unknown anchor"},
		{"bytes that are no text", "targets: [\"\xff\xfe\"]", "1: "},
		{"itself", "defaults: &a {connection: *a}", "1:11: more than 32 levels"},
		{"a billion laughs", laughs, "more than 100000 values, aliases included"},
		{"deep", strings.Repeat("[", 100) + strings.Repeat("]", 100), "1:34: more than 32 levels"},
		{"too deep for the library", strings.Repeat("[", 20000), "1: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := problems(tt.text)
			switch {
			case tt.want == "" && got != nil:
				t.Errorf("refused: %q", got)
			case tt.want != "" && (len(got) == 0 || !strings.Contains(got[0], tt.want) || !strings.HasPrefix(got[0], "vkcheck.yaml:")):
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMergedLast: what stands there itself goes before what is merged in.
func TestMergedLast(t *testing.T) {
	t.Parallel()
	c := loaded(t, "modules:\n  a: &a {timeout: 3s, check: ocsp}\n  b: {<<: *a, timeout: 4s}")
	if b := c.Modules["b"]; b.Timeout.String() != "4s" || b.Check != "ocsp" {
		t.Errorf("%+v", b)
	}
}
