#!/usr/bin/env bash
# PgBouncer from Debian, pooling by transaction, before the PostgreSQL of postgresql.sh, which is started for it, or before
# the one that PGBOUNCER_TARGET names as host:port (user and password as POSTGRESQL_PASSWORD and PGBOUNCER_USER say).
name=pgbouncer
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port=${PGBOUNCER_PORT:-16432}
target=${PGBOUNCER_TARGET:-}
user=${PGBOUNCER_USER:-tokri}
password=${POSTGRESQL_PASSWORD:-tokri}
folder=/var/tmp/tokri-$name-$port

install() {
  debian pgbouncer postgresql-client
  if [ -z "$target" ]; then "$here/postgresql.sh" start >/dev/null; fi
}
launch() {
  local where=${target:-127.0.0.1:${POSTGRESQL_PORT:-15433}}
  mkdir -p "$folder"
  printf '"%s" "%s"\n' "$user" "$password" >"$folder/users"
  # Few server connections, so that clients share them and whoever relies on a session is found out.
  cat >"$folder/pgbouncer.ini" <<INI
[databases]
* = host=${where%:*} port=${where##*:}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/users
pool_mode = transaction
max_client_conn = 1000
default_pool_size = ${PGBOUNCER_POOL:-10}
server_reset_query_always = 1
ignore_startup_parameters = extra_float_digits
INI
  if [ "$(id -u)" = 0 ]; then
    chown -R postgres "$folder"
    exec setpriv --reuid=postgres --regid=postgres --clear-groups pgbouncer -q "$folder/pgbouncer.ini"
  fi
  exec pgbouncer -q "$folder/pgbouncer.ini"
}
healthy() { PGPASSWORD=$password psql -qAt -h 127.0.0.1 -p "$port" -U "$user" -c 'select 1' postgres; }
address() {
  [ -n "$target" ] || "$here/postgresql.sh" start
  echo "export TOKRI_TEST_PGBOUNCER_URL=postgres://$user:$password@127.0.0.1:$port/postgres"
}
main "$@"
