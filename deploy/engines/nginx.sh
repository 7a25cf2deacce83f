#!/usr/bin/env bash
# Nginx from Debian, for the tests of the shipped configuration (deploy/testing/edge.ts), which start it themselves.
name=nginx
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install() { debian nginx-light openssl; }
launch() { die 'see deploy/edge/nginx for how to run it'; }
healthy() { false; }
address() { :; }
main "$@"
