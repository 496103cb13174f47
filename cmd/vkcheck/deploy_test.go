package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gopkg.in/yaml.v3"
)

// podSpec is what the tests look at in a pod.
type podSpec struct {
	SecurityContext struct {
		RunAsNonRoot bool `yaml:"runAsNonRoot"`
	} `yaml:"securityContext"`
	Containers []struct {
		Args            []string
		SecurityContext struct {
			ReadOnly bool `yaml:"readOnlyRootFilesystem"`
		} `yaml:"securityContext"`
		Resources struct{ Limits map[string]string }
	}
}

// template is of a pod.
type template struct{ Spec podSpec }

// manifest is a ConfigMap, a CronJob or a Deployment.
type manifest struct {
	Data map[string]string
	Spec struct {
		Template    template
		JobTemplate struct {
			Spec struct{ Template template }
		} `yaml:"jobTemplate"`
	}
}

// manifests reads a ConfigMap, and the next document.
func manifests(t *testing.T, name string) (files map[string]string, next manifest) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "docs", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var first manifest
	docs := yaml.NewDecoder(f)
	for _, doc := range []*manifest{&first, &next} {
		if err := docs.Decode(doc); err != nil {
			t.Fatal(err)
		}
	}
	return first.Data, next
}

// modest wants a pod that may do no more than it must.
func (p podSpec) modest(t *testing.T) {
	t.Helper()
	if len(p.Containers) != 1 || !p.SecurityContext.RunAsNonRoot || !p.Containers[0].SecurityContext.ReadOnly || p.Containers[0].Resources.Limits["memory"] == "" {
		t.Fatalf("%+v", p)
	}
}

// checked runs --check-config on a file of a ConfigMap, with the words before
// it.
func checked(t *testing.T, text string, args ...string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "vkcheck.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	argv := []string{"vkcheck"}
	for _, arg := range args {
		if arg == "/etc/vkcheck/vkcheck.yaml" {
			arg = name
		}
		argv = append(argv, arg)
	}
	var out, complaints bytes.Buffer
	if exit := run(t.Context(), append(argv, "--check-config"), nil, &out, &complaints); exit != 0 || !bytes.Contains(out.Bytes(), []byte("cache-1.caches.svc")) {
		t.Errorf("exit %d: %s%s", exit, out.String(), complaints.String())
	}
}

// TestCronJob checks the file of the documented CronJob as its pod would read
// it.
func TestCronJob(t *testing.T) {
	t.Parallel()
	files, job := manifests(t, "gate-cronjob.yaml")
	pod := job.Spec.JobTemplate.Spec.Template.Spec
	pod.modest(t)
	checked(t, files["vkcheck.yaml"], pod.Containers[0].Args...)
}

// TestServeManifest checks the file of the documented exporter.
func TestServeManifest(t *testing.T) {
	t.Parallel()
	files, deployment := manifests(t, "serve.yaml")
	pod := deployment.Spec.Template.Spec
	pod.modest(t)
	if args := pod.Containers[0].Args; len(args) < 3 || args[0] != "serve" {
		t.Errorf("%q", args)
	}
	checked(t, files["vkcheck.yaml"], "gate", "-f", "/etc/vkcheck/vkcheck.yaml")
}
