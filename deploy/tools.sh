#!/usr/bin/env bash
# deploy/tools.sh helm|kubernetes-validate|compose-schema: installs a checking tool, once, and prints where it is.
set -euo pipefail
cache=${TOKRI_ENGINES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tokri/engines}/tools
mkdir -p "$cache"
helm_version=v3.19.2
validate_version=1.37.0
compose_version=v2.9.1

case ${1:-} in
  helm)
    [ -x "$cache/helm-$helm_version/helm" ] || GOBIN="$cache/helm-$helm_version" go install "helm.sh/helm/v3/cmd/helm@$helm_version" >&2
    echo "$cache/helm-$helm_version/helm"
    ;;
  kubernetes-validate)
    venv=$cache/kubernetes-validate-$validate_version
    if [ ! -x "$venv/bin/kubernetes-validate" ]; then
      python3 -m venv "$venv" >&2
      "$venv/bin/pip" install -q "kubernetes-validate==$validate_version" >&2
    fi
    echo "$venv/bin/kubernetes-validate"
    ;;
  compose-schema)
    schema=$cache/compose-$compose_version.json
    if [ ! -s "$schema" ]; then
      folder=$(cd "$cache" && go mod download -json "github.com/compose-spec/compose-go/v2@$compose_version" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
      cp "$folder/schema/compose-spec.json" "$schema"
      chmod u+w "$schema"
    fi
    echo "$schema"
    ;;
  *)
    echo 'say helm, kubernetes-validate or compose-schema' >&2
    exit 2
    ;;
esac
