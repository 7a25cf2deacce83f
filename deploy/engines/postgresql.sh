#!/usr/bin/env bash
# PostgreSQL from Debian, as a server that somebody else runs, with WAL for replicas. Its data are kept by the account that
# the packages make, since it does not run as root.
name=postgresql
# The fast shutdown, which does not wait for clients to leave.
stop_signal=INT
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port=${POSTGRESQL_PORT:-15433}
password=${POSTGRESQL_PASSWORD:-tokri}

bin() { ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1; }
data() { printf '/var/tmp/tokri-%s-%s' "$name" "$port"; }
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }

install() { debian postgresql openssl; }
launch() {
  if [ ! -s "$(data)/PG_VERSION" ]; then
    rm -rf "$(data)"
    printf %s "$password" >"$(data).password"
    chmod 644 "$(data).password"
    (cd / && as "$(bin)/initdb" -D "$(data)" -U tokri -A scram-sha-256 --pwfile="$(data).password" -E UTF8 --no-sync >&2)
    rm -f "$(data).password"
  fi
  # One that was killed leaves its pid behind, which may belong to a zombie: PostgreSQL takes that for a running server.
  local left
  left=$(head -1 "$(data)/postmaster.pid" 2>/dev/null || true)
  if [ "$left" ] && ! alive "$left"; then rm -f "$(data)/postmaster.pid"; fi
  cd /
  local run=()
  [ "$(id -u)" != 0 ] || run=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  exec "${run[@]}" "$(bin)/postgres" -D "$(data)" -c port="$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories='' -c max_connections=300
}
healthy() { "$(bin)/pg_isready" -q -h 127.0.0.1 -p "$port"; }
address() { echo "export TOKRI_TEST_POSTGRESQL_URL=postgres://tokri:$password@127.0.0.1:$port/postgres"; }
if [ "${1:-}" = wipe ]; then stop; as rm -rf "$(data)"; fi
main "$@"
