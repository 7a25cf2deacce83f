#!/usr/bin/env bash
# Redis from Debian, a cluster of three masters on loopback. The pid is that of a shell that ends with any of them.
name=redis-cluster
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
first=${REDIS_CLUSTER_PORT:-16381}
ports=("$first" $((first + 1)) $((first + 2)))

install() { debian redis-server; }

launch() {
  local pids=() port
  trap 'kill "${pids[@]}" 2>/dev/null; wait; exit 0' TERM INT
  for port in "${ports[@]}"; do
    mkdir -p "$state/$name/$port"
    redis-server --port "$port" --bind 127.0.0.1 --dir "$state/$name/$port" --save '' --appendonly no --daemonize no \
      --cluster-enabled yes --cluster-config-file nodes.conf --cluster-node-timeout 2000 --cluster-announce-ip 127.0.0.1 &
    pids+=($!)
  done
  for port in "${ports[@]}"; do
    until [ "$(redis-cli -p "$port" ping 2>/dev/null)" = PONG ]; do sleep 0.1; done
  done
  if ! redis-cli -p "$first" cluster info | grep -q '^cluster_slots_assigned:16384'; then
    redis-cli --cluster create "${ports[@]/#/127.0.0.1:}" --cluster-replicas 0 --cluster-yes
  fi
  wait -n
  kill "${pids[@]}" 2>/dev/null
  wait
}

healthy() {
  local port
  for port in "${ports[@]}"; do redis-cli -p "$port" cluster info | grep -q '^cluster_state:ok' || return 1; done
}

address() {
  local all
  all=$(printf ',redis://127.0.0.1:%s' "${ports[@]}")
  echo "export TOKRI_TEST_REDISCLUSTER_URL=${all#,}"
}
main "$@"
