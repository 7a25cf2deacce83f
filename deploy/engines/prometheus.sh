#!/usr/bin/env bash
# Prometheus and promtool from Debian's package, unpacked rather than installed: its own service never comes to be.
# Loads the shipped rules; scrapes every second whatever is named in files <targets>/*.json, which tests write.
name=prometheus
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port=${PROMETHEUS_PORT:-19090}
unpacked=$cache/prometheus
rules=$(cd "$here/../prometheus/rules" && pwd)
targets=$state/$name/targets

install() {
  command -v curl >/dev/null || debian curl ca-certificates
  [ -x "$unpacked/usr/bin/promtool" ] && return
  say 'fetching the Debian package'
  (
    flock 9
    [ -x "$unpacked/usr/bin/promtool" ] && exit
    folder=$(mktemp -d)
    chmod 755 "$folder"
    cd "$folder"
    apt-get download prometheus || { apt-get update && apt-get download prometheus; }
    mkdir -p "$unpacked"
    dpkg-deb -x prometheus_*.deb "$unpacked" || exit 1
    rm -rf "$folder"
  ) 9>"$cache/apt.lock" >"$cache/prometheus.log" 2>&1 || { tail -5 "$cache/prometheus.log" >&2; die 'apt-get failed'; }
}
launch() {
  mkdir -p "$targets"
  cat >"$state/$name/prometheus.yml" <<YAML
global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: ['$rules/*.yml']
scrape_configs:
  - job_name: tokri
    file_sd_configs: [{ files: ['$targets/*.json'], refresh_interval: 5s }]
YAML
  exec "$unpacked/usr/bin/prometheus" --config.file="$state/$name/prometheus.yml" --storage.tsdb.path="$state/$name/data" \
    --web.listen-address="127.0.0.1:$port" --storage.tsdb.retention.time=1d --query.lookback-delta=5m
}
healthy() { curl -fsS -m 2 "http://127.0.0.1:$port/-/ready"; }
address() {
  echo "export TOKRI_TEST_PROMETHEUS_URL=http://127.0.0.1:$port"
  echo "export TOKRI_TEST_PROMETHEUS_TARGETS=$targets"
  echo "export TOKRI_TEST_PROMTOOL=$unpacked/usr/bin/promtool"
}
main "$@"
