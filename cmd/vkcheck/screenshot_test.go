package main

import (
	"context"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// screenshots are the pictures of the README: a command on a terminal.
var screenshots = []struct{ name, command string }{
	{"ocsp", "vkcheck ocsp revoked-leaf.example:6380 --cacert ca.pem"},
	{"probe", "vkcheck probe valkeys://cache-1.example:6379 --timeout 3s"},
	{"cache-sim", "vkcheck cache-sim trace.txt --policy lru,sieve,belady --size 10,30,100 --curve"},
}

// terminalWidth is that of the terminal in the pictures.
const terminalWidth = 110

// TestScreenshots wants the pictures to show what the commands print today;
// -update (scripts/screenshots) draws them anew.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	script, err := lab.Program("script", "bsdutils")
	if err != nil {
		t.Skipf("skipped: %v", err)
	}
	if out, err := exec.Command(script, "-qec", "true", os.DevNull).CombinedOutput(); err != nil {
		t.Skipf("skipped: script is another than Linux has: %v: %s", err, out)
	}
	world := startDocsWorld(t)
	dir := world.directory(t)
	draw := func(command string) (lines [][]cell) {
		ctx, cancel := context.WithTimeout(t.Context(), docsTimeout)
		defer cancel()
		cmd := exec.CommandContext(ctx, script, "-qec", fmt.Sprintf("stty cols %d rows 60; %s", terminalWidth, world.real(command)), os.DevNull)
		cmd.Dir, cmd.Env = dir, append(world.environ(dir), "NO_COLOR=", "TERM=xterm-256color")
		out, _ := cmd.Output() // its exit code is that of the command
		return parseTerminal("\x1b[1m$ " + command + "\x1b[0m\r\n" + world.documented(command, string(out)))
	}
	for _, s := range screenshots {
		file := filepath.Join("../../docs/images", s.name+".svg")
		old, err := os.ReadFile(file)
		if err != nil && !*update {
			t.Fatal(err)
		}
		var lines [][]cell
		var printed string
		for tries := 0; tries < 3 && !sameWords(textOfSVG(string(old)), printed); tries++ { // a loaded machine may take more than --timeout says
			lines = draw(s.command)
			printed = textOfSVG(drawSVG(lines))
		}
		if sameWords(textOfSVG(string(old)), printed) {
			continue
		}
		if !*update {
			t.Errorf("%s: scripts/screenshots draws it anew (-picture +printed):\n%s", file, cmp.Diff(steady(textOfSVG(string(old))), steady(printed)))
			continue
		}
		if err := os.WriteFile(file, []byte(drawSVG(lines)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sameWords is sameOutput wherever the lines are broken, which depends on how
// long a serial number or a time is.
func sameWords(picture, printed string) bool {
	words := func(text string) string { return strings.Join(strings.Fields(steady(text)), " ") }
	return words(picture) == words(printed)
}

// cell is a character on the screen and how it looks.
type cell struct {
	char  rune
	style style
}

type style struct {
	bold   bool
	colour string // of SGR
}

// with is the style after a list of SGR codes.
func (s style) with(codes string) style {
	for code := range strings.SplitSeq(codes, ";") {
		switch code {
		case "", "0":
			s = style{}
		case "1":
			s.bold = true
		case "22":
			s.bold = false
		case "39":
			s.colour = ""
		default:
			s.colour = code
		}
	}
	return s
}

var control = regexp.MustCompile("^\x1b\\[([0-9;?]*)([A-Za-z])")

// parseTerminal is what a screen shows after the text: colours, carriage
// returns and cleared lines, which is all that vkcheck uses.
func parseTerminal(text string) [][]cell {
	lines := [][]cell{nil}
	column, now := 0, style{}
	for text != "" {
		last := len(lines) - 1
		if m := control.FindStringSubmatch(text); m != nil {
			text = text[len(m[0]):]
			switch m[2] {
			case "m":
				now = now.with(m[1])
			case "K":
				lines[last] = nil
			}
			continue
		}
		char := []rune(text)[0]
		text = strings.TrimPrefix(text, string(char))
		switch char {
		case '\r':
			column = 0
		case '\n':
			lines, column = append(lines, nil), 0
		default:
			for len(lines[last]) <= column {
				lines[last] = append(lines[last], cell{char: ' '})
			}
			lines[last][column] = cell{char, now}
			column++
		}
	}
	return lines
}

const (
	cellWidth  = 8.4
	lineHeight = 18
	margin     = 14
)

// inks are the colours of SGR on a dark ground.
var inks = map[string]string{
	"31": "#f38ba8", "32": "#a6e3a1", "33": "#f9e2af", "34": "#89b4fa", "35": "#f5c2e7", "36": "#94e2d5", "90": "#7f849c",
	"91": "#f38ba8", "92": "#a6e3a1", "93": "#f9e2af", "94": "#89b4fa", "95": "#f5c2e7", "96": "#94e2d5",
}

// drawSVG draws each line as a group; what is wider than the terminal goes on
// below, as it would there.
func drawSVG(lines [][]cell) string {
	for len(lines) > 1 && strings.TrimSpace(textOfCells(lines[len(lines)-1])) == "" {
		lines = lines[:len(lines)-1]
	}
	var b strings.Builder
	row := 0
	for _, line := range lines {
		b.WriteString("<g>")
		for more := true; more; row++ {
			part := line[:min(len(line), terminalWidth)]
			line = line[len(part):]
			drawRow(&b, row, part)
			more = len(line) > 0
		}
		b.WriteString("</g>\n")
	}
	width, height := 2*margin+int(cellWidth*terminalWidth), 2*margin+lineHeight*row
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="#cdd6f4" xml:space="preserve">
<rect width="%d" height="%d" rx="8" fill="#1e1e2e"/>
%s</svg>
`, width, height, width, height, width, height, b.String())
}

func drawRow(b *strings.Builder, row int, line []cell) {
	for from := 0; from < len(line); {
		to := from + 1
		for to < len(line) && line[to].style == line[from].style {
			to++
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs"%s>%s</text>`,
			margin+cellWidth*float64(from), margin+lineHeight*row+13, cellWidth*float64(to-from), line[from].style.attributes(), html.EscapeString(textOfCells(line[from:to])))
		from = to
	}
}

func (s style) attributes() (text string) {
	if s.bold {
		text = ` font-weight="bold"`
	}
	if ink := inks[s.colour]; ink != "" {
		text += fmt.Sprintf(` fill="%s"`, ink)
	}
	return text
}

func textOfCells(line []cell) string {
	var b strings.Builder
	for _, c := range line {
		b.WriteRune(c.char)
	}
	return b.String()
}

var tag = regexp.MustCompile(`<[^>]*>`)

// textOfSVG is what a picture of drawSVG says, a line for each of the terminal.
func textOfSVG(svg string) string {
	_, svg, _ = strings.Cut(svg, "<g>")
	return strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(svg, ""))) + "\n"
}

func TestParseTerminal(t *testing.T) {
	t.Parallel()
	lines := parseTerminal("a\x1b[31;1mb\x1b[0mc\r\nworking\r\x1b[2Kdone\r\nxy\rz")
	var got []string
	for _, line := range lines {
		got = append(got, textOfCells(line))
	}
	if diff := cmp.Diff([]string{"abc", "done", "zy"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s := lines[0][1].style; s != (style{true, "31"}) || lines[0][2].style != (style{}) {
		t.Errorf("style %+v", s)
	}
}
