#!/usr/bin/env bash
# npm run test:engines [-- FILTER…]: starts the engines, runs every *.engine.test.ts whose path holds a filter against
# them, and stops them. An engine that does not come up is a failure: its tests fail, saying so.
# ENGINES="redis kafka" starts only those; KEEP=1 leaves them running.
set -uo pipefail
cd "$(dirname "$0")/../.."
engines=${ENGINES:-redis redis-cluster kafka rabbitmq ferretdb elasticsearch pgbouncer haproxy nginx prometheus}
failed=()
stop_all() {
  [ "${KEEP:-}" ] && return
  for engine in $engines; do deploy/engines/"$engine".sh stop || true; done
}
trap stop_all EXIT
for engine in $engines; do
  if exports=$(deploy/engines/"$engine".sh start); then eval "$exports"; else failed+=("$engine"); fi
done
[ ${#failed[@]} -eq 0 ] || printf 'These engines did not start: %s\n' "${failed[*]}" >&2
status=0
node bin/bootstrap.js engines "$@" || status=$?
[ ${#failed[@]} -eq 0 ] || status=1
exit $status
