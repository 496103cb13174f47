package report

// folded gives a table as several that are each no wider than a terminal, where
// it may be: the first column stands in all of them.
func (t *Table) folded(width int) []*Table {
	if !t.Fold || width == 0 {
		return []*Table{t}
	}
	var tables []*Table
	first := t.columnWidth(0) + 4 // with the lines left and right of it
	columns, used := []int{0}, first
	for i := 1; i < len(t.Header); i++ {
		w := t.columnWidth(i) + 3
		if used+w > width && len(columns) > 1 {
			tables = append(tables, t.only(columns))
			columns, used = []int{0}, first
		}
		columns, used = append(columns, i), used+w
	}
	return append(tables, t.only(columns))
}

// only gives some columns of a table.
func (t *Table) only(columns []int) *Table {
	part := &Table{Rows: make([][]Text, len(t.Rows))}
	for _, i := range columns {
		part.Header = append(part.Header, t.Header[i])
		part.Right = append(part.Right, i < len(t.Right) && t.Right[i])
		for r, row := range t.Rows {
			part.Rows[r] = append(part.Rows[r], row[i])
		}
	}
	return part
}
