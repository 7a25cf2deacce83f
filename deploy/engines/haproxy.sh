#!/usr/bin/env bash
# HAProxy from Debian. Its tests start it with configurations of their own (deploy/testing/edge.ts); `start` runs the
# shipped one on loopback, with the fleets of EDGE_BACKENDS.
name=haproxy
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port=${HAPROXY_PORT:-18404}
edge=$here/../edge/haproxy

install() { debian haproxy openssl; }
launch() {
  cd "$state/$name"
  [ -s edge.pem ] || {
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout key.pem -out cert.pem
    cat cert.pem key.pem >edge.pem
  }
  [ -s color.map ] || echo 'active blue' >color.map
  EDGE_HTTP=127.0.0.1:$((port + 1)) EDGE_HTTPS=127.0.0.1:$((port + 2)) EDGE_CERTIFICATE=$PWD/edge.pem \
    EDGE_MAP=$PWD/color.map EDGE_ADMIN=$PWD/admin.sock EDGE_METRICS=127.0.0.1:$port \
    exec haproxy -db -f "$edge/haproxy.cfg" -f "${EDGE_BACKENDS:-$edge/backends.cfg}"
}
healthy() { (exec 3<>"/dev/tcp/127.0.0.1/$port"); }
address() { echo "export TOKRI_TEST_HAPROXY_URL=http://127.0.0.1:$port"; }
main "$@"
