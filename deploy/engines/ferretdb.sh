#!/usr/bin/env bash
# FerretDB 1.24, which speaks MongoDB's protocol over SQLite, built from the Go module proxy: a MongoDB itself is in none of
# the registries that these scripts use. Logins are on. What differs from MongoDB: docs/operations/mongodb.md.
name=ferretdb
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
version=v1.24.2
toolchain=v0.0.1-go1.24.13
port=${FERRETDB_PORT:-17017}
user=tokri
password=${FERRETDB_PASSWORD:-tokri-test}
home=$cache/ferretdb-$version

# Go 1.24 or newer: the machine's, or the one that the module proxy has, fetched by whatever Go Debian brings.
go_command() {
  local found folder
  found=$(command -v go || ls /usr/local/go/bin/go 2>/dev/null) || { debian golang-go && found=$(command -v go); }
  if "$found" version | grep -Eq 'go1\.(2[4-9]|[3-9][0-9])'; then echo "$found"; return; fi
  folder=$(module_folder "$found" "golang.org/toolchain@$toolchain.$("$found" env GOOS)-$("$found" env GOARCH)")
  chmod -R u+w "$folder"
  chmod +x "$folder"/bin/* "$folder"/pkg/tool/*/*
  echo "$folder/bin/go"
}

module_folder() { "$1" mod download -json "$2" | sed -n 's/.*"Dir": "\(.*\)",\{0,1\}$/\1/p'; }

install() {
  [ -x "$home/ferretdb" ] && return
  say "building FerretDB $version"
  mkdir -p "$home"
  (
    flock 9
    [ -x "$home/ferretdb" ] && exit
    go=$(go_command)
    # The program wants its version in a file beside its source, where a checkout has it and a module has not.
    source=$(mktemp -d)
    trap 'rm -rf "$source"' EXIT
    cp -r "$(module_folder "$go" "github.com/FerretDB/FerretDB@$version")/." "$source"
    chmod -R u+w "$source"
    echo "$version" >"$source/build/version/version.txt"
    cd "$source"
    CGO_ENABLED=0 "$go" build -mod=readonly -trimpath -o "$home/ferretdb.new" ./cmd/ferretdb
    mv "$home/ferretdb.new" "$home/ferretdb"
  ) 9>"$cache/ferretdb.lock" >"$cache/ferretdb.log" 2>&1 || { tail -5 "$cache/ferretdb.log" >&2; die 'building failed'; }
}

settings=(--handler=sqlite --sqlite-url="file:$state/$name/" --state-dir="$state/$name" --listen-addr="127.0.0.1:$port"
  --debug-addr=- --telemetry=disable --log-level=ERROR --test-enable-new-auth --setup-username="$user" --setup-database=admin)
launch() { FERRETDB_SETUP_PASSWORD=$password exec "$home/ferretdb" "${settings[@]}"; }
healthy() { FERRETDB_SETUP_PASSWORD=$password "$home/ferretdb" ping "${settings[@]}"; }
address() { echo "export TOKRI_TEST_FERRETDB_URL='mongodb://$user:$password@127.0.0.1:$port/tokri?authSource=admin'"; }
main "$@"
