package report

import (
	"fmt"
	"strconv"
)

// bestTable has a row per size. Columns in which nothing stands are left out.
func bestTable(t *Trace) *Table {
	table := &Table{Header: []string{"size", "best", "hit ratio", "bound", "gap", "cold", "capacity", "written", "expired"}, Fold: true}
	used := make([]bool, len(table.Header))
	for i := range table.Header {
		table.Right = append(table.Right, i != 1)
		used[i] = i < 3
	}
	for _, b := range t.Best {
		row := []Text{plain(strconv.Itoa(b.Size)), plain(b.Policy), plain(ratio(b.HitRatio)), {"-", Faint}, {"-", Faint}}
		if b.Bound != nil {
			row[3], row[4] = plain(ratio(*b.Bound)), plain(ratio(*b.Gap))
			used[3], used[4] = true, true
		}
		for i, n := range []uint64{b.Missed.Cold, b.Missed.Capacity, b.Missed.Invalidated, b.Missed.Expired} {
			row = append(row, plain(percent(n, t.Cells[0].Requests)))
			used[5+i] = used[5+i] || n > 0
		}
		table.Rows = append(table.Rows, row)
	}
	var columns []int
	for i, yes := range used {
		if yes {
			columns = append(columns, i)
		}
	}
	table = table.only(columns)
	table.Fold = true
	return table
}

// enoughLines say which cache is large enough, and what it does for the server.
func enoughLines(t *Trace) []Line {
	e := t.Enough
	if e == nil {
		return nil
	}
	text := fmt.Sprintf("%s at %d (%s) is the smallest within 1%% of the best (%s)", e.Policy, e.Size, ratio(e.HitRatio), ratio(e.Best))
	spares := "it spares the server"
	if t.Client == "server" {
		spares = "it answers"
	}
	of, what := t.Requests, "requests"
	if t.Lookups > 0 {
		of, what = t.Lookups, "lookups"
	}
	spared := fmt.Sprintf("%s %d of %d %s (%s)", spares, e.Spared, of, what, percent(e.Spared, of))
	for _, c := range t.Cells {
		if c.Policy == e.Policy && c.Size == e.Size && c.Bytes != nil {
			spared += fmt.Sprintf(", and %d of %d bytes (%s)", c.Bytes.Spared, c.Bytes.Requested, percent(c.Bytes.Spared, c.Bytes.Requested))
		}
	}
	return []Line{{Text: Text{text, Fine}}, {Text: plain(spared)}}
}

func ratio(r float64) string { return strconv.FormatFloat(r, 'f', 4, 64) }

// percent is a part of a whole; "-" where that is nothing.
func percent(part, whole uint64) string {
	if whole == 0 {
		return "-"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 1, 64) + "%"
}
