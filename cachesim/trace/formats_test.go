package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keyed is one request of a keyed block in a form that can be compared.
type keyed struct {
	Key, Command    string
	Op              Op
	Time, Size, TTL int64
	DB              int32
}

// readKeyed gives all requests of a keyed format.
func readKeyed(t testing.TB, data []byte, opt Options) (all []keyed, s *Stream, err error) {
	t.Helper()
	s, err = Open("-", bytes.NewReader(data), opt)
	if err != nil {
		return nil, nil, err
	}
	var b Block
	for err == nil {
		err = s.Next(&b)
		if b.Len() > 0 && !b.Keyed() {
			t.Fatal("not keyed")
		}
		for i := range b.Len() {
			k := keyed{Key: string(b.Key(i)), Command: string(b.Command(i))}
			value(b.Op, i, &k.Op)
			value(b.Time, i, &k.Time)
			value(b.Size, i, &k.Size)
			value(b.TTL, i, &k.TTL)
			value(b.DB, i, &k.DB)
			all = append(all, k)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return all, s, err
}

func value[T any](from []T, i int, to *T) {
	if len(from) > 0 {
		*to = from[i]
	}
}

// packed is records of little-endian fields.
func packed(fields ...any) []byte {
	var buf bytes.Buffer
	for _, f := range fields {
		if err := binary.Write(&buf, binary.LittleEndian, f); err != nil {
			panic(err)
		}
	}
	return buf.Bytes()
}

// lcs makes a trace with today's header.
func lcs(version uint64, records ...any) []byte {
	header := make([]byte, lcsHeader)
	copy(header, lcsMagic)
	binary.LittleEndian.PutUint64(header[8:], version)
	copy(header[lcsHeader-8:], lcsMagic)
	return append(header, packed(records...)...)
}

// oldLCS makes a trace with the header of 2023: fields are the numbers of
// object, size, time, last and next access, operation and ttl.
func oldLCS(letters string, fields []byte, records ...any) []byte {
	header := make([]byte, lcsOldHeader)
	copy(header, lcsMagic)
	copy(header[8:], letters)
	copy(header[248:], fields)
	copy(header[lcsOldHeader-8:], lcsMagic)
	return append(header, packed(records...)...)
}

// keyedSamples are short traces of each keyed format, with what is in them.
var keyedSamples = []struct {
	name, format string
	data         []byte
	want         []keyed
}{
	{"keys", "keys", []byte("a\n\nb c\r\nlast"), []keyed{{Key: "a"}, {Key: "b c"}, {Key: "last"}}},
	{"keys that are numbers", "keys", []byte("1\n2\n1\n"), []keyed{{Key: "1"}, {Key: "2"}, {Key: "1"}}},
	{"keys with commas", "keys", []byte("a,b\nc,d\n"), []keyed{{Key: "a,b"}, {Key: "c,d"}}},
	{"csv", "csv", []byte("Timestamp,Key,Op,Size,TTL\n1700000000.5,a,GET,10,\n1700000001000,\"b,\"\"c\",set,20,60\n0,,flush,,\n"), []keyed{
		{Key: "a", Time: 1700000000500000000, Size: 10},
		{Key: `b,"c`, Op: Write, Time: 1700000001000000000, Size: 20, TTL: 60e9},
		{Op: Flush},
	}},
	{"csv of libCacheSim", "csv", []byte("version,time,op,size,lbn\n1,5633898,2a,512,42932745\n1,5633898,28,512,42932746\n"), []keyed{
		{Key: "42932745", Time: 5633898e9, Size: 512}, {Key: "42932746", Time: 5633898e9, Size: 512},
	}},
	{"csv with unknown columns", "csv", []byte("user id;Key;reply\n7;a;1\n8;b;0\n"), []keyed{{Key: "a"}, {Key: "b"}}},
	{"csv with tabs", "csv", []byte("obj_id\tobj_size\r\nx\t1\r\n"), []keyed{{Key: "x", Size: 1}}},
	{"twitter", "twitter", []byte("0,nz:u:eeW511W3dcH3de3d15ec,22,304,2,gets,0\n5,x y,3,0,2,delete,0\n7,z,1,9,3,set,86400\n"), []keyed{
		{Key: "nz:u:eeW511W3dcH3de3d15ec", Size: 304},
		{Key: "x y", Op: Delete, Time: 5e9},
		{Key: "z", Op: Write, Time: 7e9, Size: 9, TTL: 86400e9},
	}},
	{"kvcache", "kvcache", []byte("key,op,size,op_count,key_size\n10,GET,82,2,14\n11,SET_LEASE,5,1,9\n10,DELETE,0,1,14\n"), []keyed{
		{Key: "10", Size: 82},
		{Key: "10", Size: 82},
		{Key: "11", Op: Write, Size: 5},
		{Key: "10", Op: Delete},
	}},
	{"kvcache of 2023", "kvcache", []byte("op_time,key,key_size,op,op_count,size,cache_hits,ttl\n1690000000,k,1,GET_LEASE,1,7,1,300\n"), []keyed{{Key: "k", Time: 1690000000e9, Size: 7, TTL: 300e9}}},
	{"oracle", "oracle", packed(uint32(3), uint64(7), uint32(100), int64(3), uint32(3), uint64(math.MaxUint64), uint32(1), int64(-1), uint32(9), uint64(7), uint32(100), int64(math.MaxInt64)), []keyed{
		{Key: "7", Time: 3e9, Size: 100},
		{Key: "18446744073709551615", Time: 3e9, Size: 1},
		{Key: "7", Time: 9e9, Size: 100},
	}},
	{"oracle with operations", "oracle", packed(uint32(3), uint64(7), uint32(100), byte(1), uint16(0), int64(2), uint32(4), uint64(7), uint32(1), byte(3), uint16(0), int64(-1)), []keyed{
		{Key: "7", Time: 3e9, Size: 100}, {Key: "7", Op: Write, Time: 4e9, Size: 1},
	}},
	{"lcs 1", "lcs", lcs(1, uint32(3), uint64(7), uint32(100), int64(-1)), []keyed{{Key: "7", Time: 3e9, Size: 100}}},
	{"lcs 2", "lcs", lcs(2, uint32(3), uint64(7), uint32(100), byte(9), [3]byte{1}, int64(-1)), []keyed{{Key: "7", Op: Delete, Time: 3e9, Size: 100}}},
	{"lcs 3", "lcs", lcs(3, uint32(3), uint64(7), int64(1<<33), byte(1), [3]byte{1}, uint32(60), int64(-1)), []keyed{{Key: "7", Time: 3e9, Size: 1 << 33, TTL: 60e9}}},
	{"lcs 4", "lcs", lcs(4, uint32(3), uint64(7), int64(5), byte(1), [3]byte{1}, uint32(60), int64(-1), uint32(0)), []keyed{{Key: "7", Time: 3e9, Size: 5, TTL: 60e9}}},
	{"lcs 2 of 2024", "lcs", oldLCS("\x02", nil, uint32(3), uint64(7), uint32(100), byte(9), [3]byte{1}, int64(-1)), []keyed{{Key: "7", Op: Delete, Time: 3e9, Size: 100}}},
	{"lcs of 2023", "lcs", oldLCS("<IQIqBH", []byte{2, 3, 1, 0, 4, 5}, uint32(3), uint64(7), uint32(100), int64(-1), byte(3), uint16(0)), []keyed{{Key: "7", Op: Write, Time: 3e9, Size: 100}}},
	{"arc", "arc", []byte("5 3 0 0\n7 1 0 1\n"), []keyed{{Key: "5"}, {Key: "6"}, {Key: "7"}, {Key: "7"}}},
	{"lirs", "lirs", []byte("1\n*\n2\n*\n"), []keyed{{Key: "1"}, {Key: "2"}}},
	{"monitor-trace", "monitor-trace", []byte("OK\n1778474345309397,76,0,set,\"ke\\x79\",WRITE,1,string,32,160\n1778474345309398,77,3,mget,\"a,\\\"b\",READ,1,string,32,7\n1778474345309399,78,0,del,\"key\",DELETE,1,string,32,160\n"), []keyed{
		{Key: "key", Command: "set", Op: Write, Time: 1778474345309397000, Size: 160},
		{Key: `a,"b`, Command: "mget", Time: 1778474345309398000, Size: 7, DB: 3},
		{Key: "key", Command: "del", Op: Delete, Time: 1778474345309399000, Size: 160},
	}},
}

func TestKeyedFormats(t *testing.T) {
	t.Parallel()
	for _, tt := range keyedSamples {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, format := range []string{"", tt.format} {
				got, s, err := readKeyed(t, tt.data, Options{Format: format})
				if err != nil {
					t.Fatal(err)
				}
				if s.Format() != tt.format {
					t.Errorf("taken for %s", s.Format())
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
			}
		})
	}
}

// TestOldLCSHeader refuses what describes no records that we can read.
func TestOldLCSHeader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		letters string
		fields  []byte
		says    string
	}{
		{"<dQIq", []byte{2, 3, 1}, "field 1 of type 'd', and no integer"},
		{"<IxQq", []byte{2}, "a field of type 'x'"},
		{"<IQIq", []byte{2, 5}, "no field 5"},
		{"<IQ", []byte{2}, "no object, or records that are too short"},
		{"<IQIq", []byte{0, 3, 1}, "no object, or records that are too short"},
	} {
		_, _, err := readKeyed(t, oldLCS(tt.letters, tt.fields), Options{})
		if want := "standard input: byte 0: " + tt.says + ", want libCacheSim's header"; err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", tt.letters, err, want)
		}
	}
}

// TestColumns reads what has no header that says it.
func TestColumns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, columns string
		want          []keyed
		says          string
	}{
		{"1,k,5\n2,l,6\n", "time=1,key=2,size=3", []keyed{{Key: "k", Time: 1e9, Size: 5}, {Key: "l", Time: 2e9, Size: 6}}, ""},
		{"1 k 5\n", "time=1,key=2", []keyed{{Key: "k", Time: 1e9}}, ""},
		{"who;what;how big\nk;get;5\n", "key=who,op=what,size=how big", []keyed{{Key: "k", Size: 5}}, ""},
		{"when,who\n3,k\n", "time=1,key=2", []keyed{{Key: "k", Time: 3e9}}, ""},
		{"key\nk\n", "key=key", []keyed{{Key: "k"}}, ""},
		{"1,k\n", "time=1", nil, `standard input:1: no column key in "time=1"`},
		{"1,k\n", "key=3", nil, `standard input:1: column key: the first line has no field "3"`},
		{"1,k\n", "key=who", nil, `standard input:1: column key: the first line has no field "who"`},
		{"1,k\n", "kee=1", nil, `standard input:1: column "kee=1": want COLUMN=NUMBER or COLUMN=NAME, with time, key, op, size, ttl, count`},
	} {
		got, _, err := readKeyed(t, []byte(tt.text), Options{Columns: tt.columns})
		if err != nil && err.Error() != tt.says || err == nil && tt.says != "" {
			t.Errorf("%q: %v, want %s", tt.columns, err, tt.says)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", tt.columns, diff)
		}
	}
}
