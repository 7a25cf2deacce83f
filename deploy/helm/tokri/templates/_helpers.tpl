{{- define "tokri.name" -}}{{ printf "%s-%s-%s" "tokri" .target .root.Values.color }}{{- end }}

{{- define "tokri.image" -}}{{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}{{- end }}

{{/* What finds the pods of a target of this fleet. */}}
{{- define "tokri.selector" -}}
app.kubernetes.io/name: tokri
app.kubernetes.io/component: {{ .target }}
tokri.dev/color: {{ .root.Values.color }}
{{- end }}

{{- define "tokri.labels" -}}
app.kubernetes.io/part-of: tokri
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* A target's values: the defaults, and what it says itself. */}}
{{- define "tokri.settings" -}}{{ toYaml (mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy .own)) }}{{- end }}

{{- define "tokri.scheme" -}}{{ if .Values.internalTls.secret }}dns+https{{ else }}dns+http{{ end }}{{- end }}

{{/* Variables of every process. `migrating` leaves out where the others are. */}}
{{- define "tokri.env" -}}
{{- $root := .root }}
{{- range $name, $value := .root.Values.env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- range $name, $value := .env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- range $name, $key := .root.Values.secret.required }}
{{- if $key }}
- { name: {{ $name }}, valueFrom: { secretKeyRef: { name: {{ $root.Values.secret.name }}, key: {{ $key }} } } }
{{- end }}
{{- end }}
{{- range $name, $key := .root.Values.secret.optional }}
{{- if $key }}
- { name: {{ $name }}, valueFrom: { secretKeyRef: { name: {{ $root.Values.secret.name }}, key: {{ $key }}, optional: true } } }
{{- end }}
{{- end }}
{{- end }}

{{- define "tokri.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "tokri.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{/* Health may be asked without a certificate, also where callers need one (docs/operations/processes.md). */}}
{{- define "tokri.probe" -}}
httpGet: { path: {{ .path }}, port: http{{ if and .root.Values.internalTls.secret (ne .target "gateway") }}, scheme: HTTPS{{ end }} }
{{- end }}
