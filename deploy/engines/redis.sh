#!/usr/bin/env bash
# Redis from Debian, one server. `launch` runs in the foreground: its pid is the engine's.
name=redis
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port=${REDIS_PORT:-16379}

install() { debian redis-server; }
launch() { exec redis-server --port "$port" --bind 127.0.0.1 --dir "$state/$name" --save '' --appendonly no --daemonize no; }
healthy() { [ "$(redis-cli -p "$port" ping)" = PONG ]; }
address() { echo "export TOKRI_TEST_REDIS_URL=redis://127.0.0.1:$port"; }
main "$@"
