package trace

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// column is a column of a CSV file that means something to us.
type column int

const (
	colTime column = iota
	colKey
	colOp
	colSize
	colTTL
	colCount
	columnCount
)

var columnNames = []string{"time", "key", "op", "size", "ttl", "count"}

// usual lists how columns are called in headers, in lower case: by Meta's
// traces, libCacheSim, and people. The first that a header has counts.
var usual = [columnCount][]string{
	colTime:  {"time", "timestamp", "op_time", "ts", "clock_time", "unix_time"},
	colKey:   {"key", "obj_id", "object_id", "objectid", "object", "id", "lbn", "block", "blockid", "url"},
	colOp:    {"op", "operation", "command", "cmd", "method", "verb"},
	colSize:  {"size", "obj_size", "object_size", "value_size", "val_size", "bytes", "length"},
	colTTL:   {"ttl"},
	colCount: {"op_count"},
}

// columns says in which field each column stands, -1 for nowhere.
type columns [columnCount]int

func noColumns() (c columns) {
	for i := range c {
		c[i] = -1
	}
	return c
}

// headerColumns finds the columns by their usual names.
func headerColumns(header [][]byte) columns {
	c := noColumns()
	for col, names := range usual {
		for _, name := range names {
			if i := fieldNamed(header, name); i >= 0 && c[col] < 0 {
				c[col] = i
			}
		}
	}
	return c
}

func fieldNamed(header [][]byte, name string) int {
	return slices.IndexFunc(header, func(field []byte) bool {
		return strings.EqualFold(string(bytes.TrimSpace(field)), name)
	})
}

// namedColumn is a column and the field that the user gave it, by number or name.
type namedColumn struct {
	col column
	at  string
}

// columnsNamed reads an option such as "time=1,key=user_id".
func columnsNamed(option string) (all []namedColumn, err error) {
	for word := range strings.SplitSeq(option, ",") {
		name, at, _ := strings.Cut(strings.TrimSpace(word), "=")
		col := slices.Index(columnNames, name)
		if col < 0 || at == "" {
			return nil, fmt.Errorf("column %q: want COLUMN=NUMBER or COLUMN=NAME, with %s", word, strings.Join(columnNames, ", "))
		}
		all = append(all, namedColumn{column(col), at})
	}
	if !slices.ContainsFunc(all, func(p namedColumn) bool { return p.col == colKey }) {
		return nil, fmt.Errorf("no column key in %q", option)
	}
	return all, nil
}

// CheckColumns errs where Options.Columns fit no file, whatever its first line.
func CheckColumns(option string) error {
	if option == "" {
		return nil
	}
	_, err := columnsNamed(option)
	return err
}

// namedColumns finds the columns as the user gave them; header says that a name
// was used, or that the first line is no request.
func namedColumns(option string, first [][]byte) (c columns, header bool, err error) {
	c = noColumns()
	given, err := columnsNamed(option)
	if err != nil {
		return c, false, err
	}
	for _, p := range given {
		n, numberErr := strconv.Atoi(p.at)
		if numberErr != nil {
			n, header = fieldNamed(first, p.at)+1, true
		}
		if n < 1 || n > len(first) {
			return c, false, fmt.Errorf("column %s: the first line has no field %q", columnNames[p.col], p.at)
		}
		c[p.col] = n - 1
	}
	return c, header || titled(c, first), nil
}

// titled says that a line has words where a request has numbers.
func titled(c columns, first [][]byte) bool {
	for _, col := range []column{colTime, colSize, colTTL, colCount} {
		if i := c[col]; i >= 0 && len(first[i]) > 0 && !strings.ContainsAny(string(first[i][:1]), "-0123456789") {
			return true
		}
	}
	return false
}
