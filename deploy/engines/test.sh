#!/usr/bin/env bash
# npm run test:engines [-- FILTER…]: starts the engines, runs every *.engine.test.ts whose path holds a filter against
# them, and stops them. An engine that does not come up is a failure: its tests fail, saying so.
# ENGINES="redis kafka" starts only those; KEEP=1 leaves them running.
set -uo pipefail
cd "$(dirname "$0")/../.."
engines=${ENGINES:-redis redis-cluster kafka rabbitmq ferretdb elasticsearch postgresql pgbouncer prometheus}
started=$(mktemp -d)
stop_all() {
  rm -rf "$started"
  [ "${KEEP:-}" ] && return
  for engine in $engines; do deploy/engines/"$engine".sh stop || true; done
}
trap stop_all EXIT

# All at once, since each takes its time; what one needs of apt waits for the other.
for engine in $engines; do
  (deploy/engines/"$engine".sh start >"$started/$engine" && touch "$started/$engine.ok") &
done
wait
status=0
for engine in $engines; do
  if [ -e "$started/$engine.ok" ]; then
    eval "$(cat "$started/$engine")"
  else
    printf '%s did not start\n' "$engine" >&2
    status=1
  fi
done
node bin/bootstrap.js engines "$@" || status=1
exit $status
