#!/usr/bin/env bash
# The search engine: OpenSearch from its jars on Maven Central. Elasticsearch 8 and 9 publish only their core there, not
# the modules for analysis, ingest pipelines and scripts; OpenSearch publishes all, and speaks the same REST language.
# `launch` runs in the foreground: its pid is the engine's. ELASTICSEARCH_HEAP=512m makes it smaller.
name=elasticsearch
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port=${ELASTICSEARCH_PORT:-19200}
sources=$here/elasticsearch
# Another list of jars or another main is another folder.
node=$cache/opensearch-$(cat "$sources"/* | cksum | cut -d' ' -f1)

install() {
  command -v curl >/dev/null || debian curl ca-certificates
  command -v mvn >/dev/null && command -v javac >/dev/null || debian openjdk-17-jdk-headless maven
  [ -f "$node/classes/SearchNode.class" ] && return
  (
    flock 9
    [ -f "$node/classes/SearchNode.class" ] && exit
    say 'fetching OpenSearch from Maven Central'
    mvn -q -B -f "$sources/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
      -DoutputDirectory="$node/lib" -DincludeScope=runtime || exit 1
    javac -proc:none -cp "$node/lib/*" -d "$node/classes" "$sources/SearchNode.java"
  ) 9>"$cache/opensearch.lock" >"$cache/opensearch.log" 2>&1 || { tail -20 "$cache/opensearch.log" >&2; die 'could not be installed'; }
}
launch() {
  cd "$state/$name"
  mkdir -p config
  # The folder for what the JVM writes is its own, and no security manager: this node is for tests, on loopback.
  exec java -Xms256m -Xmx"${ELASTICSEARCH_HEAP:-1g}" -XX:+UseSerialGC -XX:TieredStopAtLevel="${ELASTICSEARCH_TIER:-4}" \
    -Djava.io.tmpdir="$state/$name" -Dlog4j2.disable.jmx=true -Dopensearch.set.netty.runtime.available.processors=false \
    -cp "$node/classes:$node/lib/*" SearchNode "$state/$name" "$port"
}
healthy() { curl -fsS -m 2 "http://127.0.0.1:$port/_cluster/health?wait_for_status=yellow&timeout=1s" | grep -q '"timed_out":false'; }
address() { echo "export TOKRI_TEST_ELASTICSEARCH_URL=http://127.0.0.1:$port"; }
main "$@"
