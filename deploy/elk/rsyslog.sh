#!/usr/bin/env bash
# deploy/elk/rsyslog.sh FILES STREAM ELASTICSEARCH_URL: ships the lines of files (a pattern) by the shipped rsyslog.conf until
# it is ended. rsyslog comes from Debian's packages, unpacked rather than installed: a machine's own syslog is left alone.
name=rsyslog
. "$(dirname "${BASH_SOURCE[0]}")/../engines/lib.sh"
conf=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/rsyslog.conf
files=${1:?which files}
stream=${2:?which data stream}
address=${3:?where Elasticsearch is}
unpacked=$cache/rsyslog
(
  flock 9
  [ -f "$unpacked/ready" ] && exit
  folder=$(mktemp -d)
  chmod 755 "$folder"
  cd "$folder"
  packages='rsyslog rsyslog-elasticsearch libestr0 libfastjson4 liblognorm5 libcurl3-gnutls'
  # shellcheck disable=SC2086
  apt-get download $packages || { apt-get update && apt-get download $packages; }
  for each in *.deb; do dpkg-deb -x "$each" "$unpacked"; done
  touch "$unpacked/ready"
  rm -rf "$folder"
) 9>"$cache/apt.lock" >"$cache/rsyslog.log" 2>&1 || { tail -5 "$cache/rsyslog.log" >&2; die 'apt-get failed'; }
lib=$(dirname "$(find "$unpacked" -name 'libestr.so.0' | head -1)")
modules=$(dirname "$(find "$unpacked" -name 'omelasticsearch.so' | head -1)")
RSYSLOG_STATE=$(mktemp -d)
trap 'rm -rf "$RSYSLOG_STATE"' EXIT
export RSYSLOG_STATE LOG_FILES=$files LOG_STREAM=$stream
ELASTICSEARCH_HOST=$(printf '%s' "$address" | sed -E 's#^(https?://[^:/]+).*#\1#')
ELASTICSEARCH_PORT=$(printf '%s' "$address" | sed -nE 's#^https?://[^:/]+:([0-9]+).*#\1#p')
export ELASTICSEARCH_HOST ELASTICSEARCH_PORT=${ELASTICSEARCH_PORT:-9200}
LD_LIBRARY_PATH=$lib "$unpacked/usr/sbin/rsyslogd" -n -i NONE -f "$conf" -M "$modules" &
trap 'kill $! 2>/dev/null; wait; rm -rf "$RSYSLOG_STATE"; exit 0' TERM INT
wait $!
