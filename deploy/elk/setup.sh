#!/usr/bin/env bash
# deploy/elk/setup.sh ELASTICSEARCH_URL [KIBANA_URL]: puts pipeline, lifecycle, template and Kibana's saved objects in
# their places. May be run again. Users and keys: in the addresses, or CURL_OPTIONS='--netrc-file …'.
set -euo pipefail
cd "$(dirname "$0")"
elasticsearch=${1:?say where Elasticsearch is: http://host:9200}
kibana=${2:-}
put() {
  printf '%s\n' "$1" >&2
  # shellcheck disable=SC2086
  curl -fsS ${CURL_OPTIONS:-} -X PUT -H 'content-type: application/json' "$elasticsearch/$1" --data-binary @"$2" >/dev/null
}
put _ingest/pipeline/tokri-logs ingest-pipeline.json
if curl -fsS ${CURL_OPTIONS:-} "$elasticsearch" | grep -q '"distribution" *: *"opensearch"'; then
  # OpenSearch ages indexes by another plugin (ISM): write a policy there, or delete old backing indexes by hand.
  printf 'OpenSearch has no lifecycle policies of this form: left out\n' >&2
  none=$(mktemp)
  printf '{"template":{}}' >"$none"
  put _component_template/tokri-logs-lifecycle "$none"
  rm -f "$none"
else
  put _ilm/policy/tokri-logs lifecycle-policy.json
  put _component_template/tokri-logs-lifecycle lifecycle-component.json
fi
put _component_template/tokri-logs-mappings mappings.json
put _index_template/tokri-logs index-template.json
[ -z "$kibana" ] && exit 0
# shellcheck disable=SC2086
curl -fsS ${CURL_OPTIONS:-} -X POST -H 'kbn-xsrf: tokri' "$kibana/api/saved_objects/_import?overwrite=true" \
  --form file=@kibana.ndjson
