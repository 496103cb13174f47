package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// writeYAML writes what [writeJSON] writes: the same names in the same order,
// because it is made from that.
func writeYAML(w io.Writer, r *Report, o Options) error {
	var b bytes.Buffer
	if err := writeJSON(&b, r, o); err != nil {
		return err
	}
	dec := json.NewDecoder(&b)
	dec.UseNumber()
	node, err := yamlNode(dec)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(node), enc.Close()); err != nil {
		return err
	}
	_, err = w.Write(escaped(out.Bytes(), inYAML)) // such letters stand between quotes
	return err
}

// yamlNode makes a node of the next JSON value; nil at the end of an array or
// an object.
func yamlNode(dec *json.Decoder) (*yaml.Node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		switch v {
		case '{':
			return yamlAll(dec, yaml.MappingNode)
		case '[':
			return yamlAll(dec, yaml.SequenceNode)
		}
		return nil, nil
	case string:
		return yamlString(v), nil
	case json.Number:
		return yamlNumber(v.String()), nil
	}
	if token == nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: "null"}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(token)}, nil // true, false
}

func yamlAll(dec *json.Decoder, kind yaml.Kind) (*yaml.Node, error) {
	all := &yaml.Node{Kind: kind}
	for {
		node, err := yamlNode(dec)
		if err != nil || node == nil {
			return all, err
		}
		all.Content = append(all.Content, node)
	}
}

// plainScalar are strings that no reader of YAML takes for anything else, but
// for the words that YAML 1.1 had for true, false and null.
var (
	plainScalar = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._/-]*( [A-Za-z0-9._/-]+)*$`)
	notPlain    = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
)

func yamlString(s string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if !plainScalar.MatchString(s) || slices.Contains(notPlain, strings.ToLower(s)) {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

// yamlNumber has a point in every float: YAML 1.1 takes 1e-6 for a string.
func yamlNumber(s string) *yaml.Node {
	if mantissa, exponent, ok := strings.Cut(s, "e"); ok && !strings.Contains(mantissa, ".") {
		s = mantissa + ".0e" + exponent
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: s}
}
