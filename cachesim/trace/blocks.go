package trace

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// A line of the traces of the ARC paper (Megiddo and Modha, FAST 2003), .lis:
//
//	start count ignored number
//
// It stands for one request of each of count blocks from start on.

const wantARC = "start count ignored number"

// arcLine reads the first two of four integers.
func arcLine(line []byte) (start, count int64, ok bool) {
	var numbers [4]int64
	for i := range numbers {
		n, end, ok := digits(line, 0, 18)
		if !ok {
			return 0, 0, false
		}
		numbers[i], line = n, bytes.TrimLeft(line[end:], " \t")
	}
	return numbers[0], numbers[1], len(line) == 0
}

func looksLikeARC(line []byte) bool {
	_, _, ok := arcLine(line)
	return ok
}

func parseARC(b *Block, from, to uint32) error {
	b.keyed = true
	if from == to {
		return nil
	}
	start, count, ok := arcLine(b.data[from:to])
	if !ok {
		return errNumber
	}
	if count > maxCount {
		return fmt.Errorf("a count of %d, more than %d", count, maxCount)
	}
	for i := range count {
		b.key(b.text(func(data []byte) []byte { return strconv.AppendInt(data, start+i, 10) }))
	}
	return nil
}

// A line of the traces of the LIRS paper (Jiang and Zhang, SIGMETRICS 2002) is
// the number of a block, or a star, which ends a phase and is no request.

const wantLIRS = "a block's number or *"

var errStar = errors.New("no block")

func isStar(line []byte) bool { return string(line) == "*" }

func looksLikeLIRS(line []byte) bool { return isStar(line) || numeric(line) }

// isLIRS wants a star among the numbers: without any, the numbers are as well
// read as keys.
func isLIRS(head sample) bool {
	return everyLine(looksLikeLIRS)(head) && (bytes.HasPrefix(head.data, []byte("*\n")) || bytes.Contains(head.data, []byte("\n*\n")) || bytes.Contains(head.data, []byte("\n*\r\n")))
}

func parseLIRS(b *Block, from, to uint32) error {
	b.keyed = true
	line := bytes.TrimSpace(b.data[from:to])
	switch {
	case len(line) == 0 || isStar(line):
		return nil
	case !numeric(line):
		return errStar
	}
	b.key(span{from, from + uint32(len(line))})
	return nil
}
