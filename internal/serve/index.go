package serve

import (
	"html/template"
	"net/http"
)

var page = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>vkcheck</title></head>
<body><h1>vkcheck {{.Version}}</h1>
<p><a href="metrics">metrics</a> of this exporter; of a target: probe?target=TARGET&amp;module=MODULE, with &amp;debug=true its whole story.</p>
<h2>Targets</h2><ul>{{range .Targets}}<li><a href="probe?target={{.}}&amp;debug=true">{{.}}</a></li>{{else}}<li>none</li>{{end}}</ul>
<h2>Modules</h2><ul>{{range .Modules}}<li>{{.}}</li>{{else}}<li>none: the defaults</li>{{end}}</ul>
</body></html>
`))

// index is for people.
func (s *Server) index(w http.ResponseWriter, _ *http.Request) {
	c := s.config.Load()
	view := struct {
		Version          string
		Targets, Modules []string
	}{Version: s.o.Version, Modules: c.modules()}
	for _, t := range c.Targets {
		view.Targets = append(view.Targets, t.Called())
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, view)
}
