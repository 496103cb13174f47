package trace

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// bzip2Text is "a\nb\n", packed by bzip2; Go has no writer.
const bzip2Text = "QlpoOTFBWSZTWTyFQRIAAAFBAAAQMAAgADDMDHqCcXckU4UJA8hUESA="

// TestXZAndBzip2 unpacks what the other test's writers cannot write.
func TestXZAndBzip2(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	w, err := xz.NewWriter(&buf)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write([]byte("a\nb\n"))
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	zipped, err := base64.StdEncoding.DecodeString(bzip2Text)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"xz": buf.Bytes(), "bzip2": zipped} {
		got, _, err := readKeyed(t, data, Options{})
		if err != nil || len(got) != 2 || got[1].Key != "b" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		for _, cut := range []int{1, 9, len(data) / 3} {
			_, _, err = readKeyed(t, data[:len(data)-cut], Options{})
			var te *Error
			if !errors.As(err, &te) || te.Code != CodeTruncated {
				t.Errorf("%s cut by %d: %v", name, cut, err)
			}
		}
	}
	huge := bytes.Clone(buf.Bytes())
	at := bytes.Index(huge, []byte{0x21, 1}) // LZMA2, and the size of its properties
	huge[at+2] = 40
	var zst bytes.Buffer
	z, err := zstd.NewWriter(&zst, zstd.WithWindowSize(2*maxWindow))
	if err != nil {
		t.Fatal(err)
	}
	_, err = z.Write([]byte("a\nb\n"))
	if err := errors.Join(err, z.Flush(), z.Close()); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"xz": huge, "zstd": zst.Bytes()} {
		_, _, err := readKeyed(t, data, Options{})
		var te *Error
		if !errors.As(err, &te) || te.Code != CodeNotRecognised || te.Error() != "standard input: packed with a window of more than 128 MiB, want zstd --long=27, xz -9, or less" {
			t.Errorf("%s with a large window: %v", name, err)
		}
	}
}

// TestCutRecords wants records of one length, packed, to be called cut as lines
// are: half of a packed trace is no trace.
func TestCutRecords(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range uint32(20_000) { // more than detection looks at
		text.WriteString(string(packed(i, uint64(i)*2654435761, i%997, int64(-1))))
	}
	for _, packing := range []string{"gzip", "zstd"} {
		data := pack(t, packing, text.String())
		if got, s, err := readKeyed(t, data, Options{}); err != nil || len(got) != 20_000 || s.Format() != "oracle" {
			t.Errorf("%s: %d requests, %v", packing, len(got), err)
		}
		_, _, err := readKeyed(t, data[:len(data)-len(data)/8], Options{})
		var te *Error
		if !errors.As(err, &te) || te.Code != CodeTruncated {
			t.Errorf("%s, cut: %v", packing, err)
		}
	}
}

// TestDamagedLooksBinary wants damage to be called so where what comes out of it
// before the checksum is no trace.
func TestDamagedLooksBinary(t *testing.T) {
	t.Parallel()
	data, err := base64.StdEncoding.DecodeString("QlpoMTFBWSZTWRHdM6sAABjAADgAIAAgpTQZjIuRZF4u5IpwoSAhumdW")
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = readKeyed(t, data, Options{})
	var te *Error
	if !errors.As(err, &te) || te.Code != CodeTruncated {
		t.Errorf("%v", err)
	}
}

// TestZeroPadding reads gzip that stands in a block of zeros, and another
// behind them.
func TestZeroPadding(t *testing.T) {
	t.Parallel()
	data := pack(t, "gzip", "a\nb\n")
	padded := append(bytes.Clone(data), make([]byte, 100_000)...)
	for name, tt := range map[string]struct {
		data []byte
		want int
	}{"zeros": {padded, 2}, "zeros between": {append(bytes.Clone(padded), data...), 4}} {
		if got, _, err := readKeyed(t, tt.data, Options{}); err != nil || len(got) != tt.want {
			t.Errorf("%s: %d requests, %v", name, len(got), err)
		}
	}
	if _, _, err := readKeyed(t, append(padded, 'x'), Options{}); err == nil {
		t.Error("what is no zero is not seen")
	}
}

// TestSharedTraces reads the traces with known results as what they are.
func TestSharedTraces(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"monitor_sample.txt": "monitor", "monitor_sample.raw": "monitor", "monitor_synth.txt.gz": "monitor", "sample.aof": "aof",
		"lirs_cs.txt.gz": "keys", "adaptsize.txt.gz": "keys", "cache2k_web07.txt.gz": "keys", "corda_vault.txt.gz": "keys", "zipf200k.txt.gz": "keys",
	} {
		s, err := Open(lab.Shared(t, "traces/"+name), nil, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Format() != want || s.Close() != nil {
			t.Errorf("%s is taken for %s", name, s.Format())
		}
	}
	got := 0
	s, err := Open(lab.Shared(t, "traces/sample.aof"), nil, Options{})
	var b Block
	for err == nil {
		err = s.Next(&b)
		got += b.Len()
	}
	text, sampleErr := os.ReadFile(lab.Shared(t, "traces/sample.aof"))
	if want := bytes.Count(text, []byte("*")); got != want || sampleErr != nil {
		t.Errorf("%d requests in sample.aof, want %d", got, want)
	}
}
