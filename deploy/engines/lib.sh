# Shared by the engine scripts: each sources this, sets `name`, and defines install, launch, healthy and address.
#
#   deploy/engines/redis.sh start     installs if need be, starts, waits until healthy, prints `export …` of its address
#   deploy/engines/redis.sh stop      ends what start began, by pid; the data stay
#   deploy/engines/redis.sh status    "up" or "down"
#   deploy/engines/redis.sh wipe      stops, and forgets the data
#
# Everything is on loopback. What was downloaded lies in TOKRI_ENGINES_CACHE, data, logs and pids in TOKRI_ENGINES_HOME.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TOKRI_ENGINES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tokri/engines}
state=${TOKRI_ENGINES_HOME:-$here/../../.tokri/engines}
mkdir -p "$cache" "$state"
state=$(cd "$state" && pwd)

say() { printf '%s: %s\n' "$name" "$*" >&2; }
die() { say "$*"; exit 1; }

# Debian packages, once. Their own services are not started: ours run on ports and folders of their own.
debian() {
  local missing=()
  for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  (
    flock 9
    apt-get update -qq
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  ) 9>"$cache/apt.lock" >"$cache/apt.log" 2>&1 || { tail -5 "$cache/apt.log" >&2; die 'apt-get failed'; }
}

# How long an engine may take to come up, in seconds; Java takes its time on few cores.
patience=${patience:-120}
# What asks it to end; some wait for their clients when asked by TERM.
stop_signal=${stop_signal:-TERM}

pidfile() { printf '%s/%s/pid' "$state" "$name"; }
# A process that has ended and that nobody has fetched yet (a zombie) does not run.
alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }
running() { [ -s "$(pidfile)" ] && alive "$(cat "$(pidfile)")"; }

start() {
  install
  mkdir -p "$state/$name"
  # Two that start the same engine at the same time: the second finds it running.
  exec 8>"$state/$name.lock"
  flock 8
  if ! running; then
    say 'starting'
    launch </dev/null >"$state/$name/log" 2>&1 8>&- 9>&- &
    echo $! >"$(pidfile)"
  fi
  local waited=0
  until healthy >/dev/null 2>&1; do
    running || { tail -20 "$state/$name/log" >&2; die 'ended while it was starting'; }
    [ "$waited" -lt "$patience" ] || { tail -20 "$state/$name/log" >&2; die "not healthy after $patience s"; }
    sleep 1
    waited=$((waited + 1))
  done
  address
}

stop() {
  running || { rm -f "$(pidfile)"; return 0; }
  local pid
  pid=$(cat "$(pidfile)")
  kill -s "$stop_signal" "$pid" 2>/dev/null || true
  for _ in $(seq 300); do
    alive "$pid" || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$(pidfile)"
}

main() {
  case ${1:-} in
    install) install ;;
    start) start ;;
    stop) stop ;;
    status) if running && healthy >/dev/null 2>&1; then echo up; else echo down; fi ;;
    wipe) stop && rm -rf "${state:?}/$name" ;;
    *) die "say install, start, stop, status or wipe" ;;
  esac
}
