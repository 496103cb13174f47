package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gopkg.in/yaml.v3"
)

// cronJob is what the test looks at in the manifest: a ConfigMap and a CronJob.
type cronJob struct {
	Data map[string]string
	Spec struct {
		JobTemplate struct {
			Spec struct {
				Template struct {
					Spec struct {
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
				}
			}
		} `yaml:"jobTemplate"`
	}
}

// TestCronJob checks the file of the documented CronJob as its pod would read
// it, and that the pod may do no more than it must.
func TestCronJob(t *testing.T) {
	t.Parallel()
	f, err := os.Open(filepath.Join("..", "..", "docs", "deploy", "gate-cronjob.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var files, job cronJob
	docs := yaml.NewDecoder(f)
	for _, doc := range []*cronJob{&files, &job} {
		if err := docs.Decode(doc); err != nil {
			t.Fatal(err)
		}
	}
	pod := job.Spec.JobTemplate.Spec.Template.Spec
	if len(pod.Containers) != 1 || !pod.SecurityContext.RunAsNonRoot || !pod.Containers[0].SecurityContext.ReadOnly || pod.Containers[0].Resources.Limits["memory"] == "" {
		t.Fatalf("%+v", pod)
	}
	name := filepath.Join(t.TempDir(), "vkcheck.yaml")
	if err := os.WriteFile(name, []byte(files.Data["vkcheck.yaml"]), 0o600); err != nil {
		t.Fatal(err)
	}
	argv := []string{"vkcheck"}
	for _, arg := range pod.Containers[0].Args {
		if arg == "/etc/vkcheck/vkcheck.yaml" {
			arg = name
		}
		argv = append(argv, arg)
	}
	var out, complaints bytes.Buffer
	if exit := run(append(argv, "--check-config"), nil, &out, &complaints); exit != 0 || !bytes.Contains(out.Bytes(), []byte("cache-1.caches.svc")) {
		t.Errorf("exit %d: %s%s", exit, out.String(), complaints.String())
	}
}
