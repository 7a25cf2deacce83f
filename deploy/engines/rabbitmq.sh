#!/usr/bin/env bash
# RabbitMQ from Debian. The package itself is unpacked rather than installed: its scripts would make a user, files in /etc
# and a service, none of which we need. Its Erlang is installed. `launch` becomes the Erlang machine, so its pid is the
# engine's; the name server (epmd) is of this engine alone and dies with it.
name=rabbitmq
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port=${RABBITMQ_PORT:-15673}
epmd_port=${RABBITMQ_EPMD_PORT:-$((port + 1))}
dist_port=${RABBITMQ_DIST_PORT:-$((port + 2))}
version=3.10.8
unpacked=$cache/rabbitmq-$version
server=$unpacked/usr/lib/rabbitmq/lib/rabbitmq_server-$version

install() {
  debian erlang-base erlang-asn1 erlang-crypto erlang-eldap erlang-inets erlang-mnesia erlang-os-mon erlang-parsetools \
    erlang-public-key erlang-runtime-tools erlang-ssl erlang-syntax-tools erlang-tools erlang-xmerl
  [ -d "$server" ] && return
  say "fetching $version"
  (
    flock 9
    [ -d "$server" ] && exit
    folder=$(mktemp -d "$cache/rabbitmq.XXXXXX")
    cd "$folder"
    # The revision changes with security fixes; the version does not within a Debian release.
    revision=$(apt-cache madison rabbitmq-server | awk -v v="$version-" 'index($3, v) == 1 { print $3; exit }')
    [ "$revision" ] || { apt-get update -qq; revision=$(apt-cache madison rabbitmq-server | awk -v v="$version-" 'index($3, v) == 1 { print $3; exit }'); }
    [ "$revision" ] || { echo "there is no rabbitmq-server $version here"; exit 1; }
    apt-get download -qq "rabbitmq-server=$revision"
    dpkg-deb -x rabbitmq-server_*.deb unpacked && mv unpacked "$unpacked" || exit 1
    rm -rf "$folder"
  ) 9>"$cache/rabbitmq.lock" >"$cache/rabbitmq.log" 2>&1 || { tail -5 "$cache/rabbitmq.log" >&2; die 'could not be fetched'; }
}

# What the server and its commands must agree on.
environment() {
  home=$state/$name
  export HOME=$home ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1
  export RABBITMQ_NODENAME=tokri-$port@localhost RABBITMQ_DIST_PORT=$dist_port
  export RABBITMQ_CTL_DIST_PORT_MIN=$((port + 3)) RABBITMQ_CTL_DIST_PORT_MAX=$((port + 9))
  export RABBITMQ_MNESIA_BASE=$home/data RABBITMQ_LOG_BASE=$home/logs RABBITMQ_LOGS=-
  export RABBITMQ_CONFIG_FILES=$home/conf.d RABBITMQ_CONFIG_FILE=$home/rabbitmq.conf RABBITMQ_CONF_ENV_FILE=$home/none
  export RABBITMQ_ADVANCED_CONFIG_FILE=$home/none RABBITMQ_ENABLED_PLUGINS_FILE=$home/enabled_plugins
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
}

launch() {
  environment
  mkdir -p "$home/conf.d" "$home/data" "$home/logs"
  # Streams need no plugin over AMQP.
  echo '[].' >"$home/enabled_plugins"
  cat >"$home/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:$port
vm_memory_high_watermark.absolute = ${RABBITMQ_MEMORY:-1GiB}
disk_free_limit.absolute = ${RABBITMQ_DISK_FREE:-500MB}
log.console.level = warning
CONF
  setpriv --pdeathsig KILL epmd &
  # Without it the script would stand between us and the machine, as its parent.
  export RABBITMQ_ALLOW_INPUT=1
  exec "$server/sbin/rabbitmq-server" -noinput
}

# It answers a protocol header with the first frame of the protocol, once it has started altogether.
healthy() {
  timeout 3 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; printf 'AMQP\\0\\0\\x09\\x01' >&3; read -r -N 1 -u 3 first; [ \"\$first\" = \$'\\x01' ]"
}

address() { echo "export TOKRI_TEST_RABBITMQ_URL=amqp://guest:guest@127.0.0.1:$port"; }

# rabbitmq.sh ctl …: rabbitmqctl for this server.
if [ "${1:-}" = ctl ]; then
  environment
  exec "$server/sbin/rabbitmqctl" "${@:2}"
fi
main "$@"
