#!/usr/bin/env bash
# Kafka 4 from Maven Central: one node that is broker and controller (KRaft), or KAFKA_NODES=3 as a cluster on loopback.
# Each node has three ports, ten apart from the next node's: PLAINTEXT, SASL_SSL (PLAIN and SCRAM), controller.
# With one node its pid is the engine's; with several, each has its own in node-<n>.pid.
name=kafka
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
version=${KAFKA_VERSION:-4.3.1}
log4j=2.25.4
port=${KAFKA_PORT:-19092}
nodes=${KAFKA_NODES:-1}
home=$cache/kafka-$version
data=$state/$name

# JAVA_HOME's Java, the one in PATH, or Debian's; 17 or newer.
java_command() {
  local java major
  for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} java; do
    major=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' || true)
    [ "${major:-0}" -ge 17 ] && { command -v "$java"; return; }
  done
  return 1
}

install() {
  java_command >/dev/null || debian openjdk-17-jre-headless
  command -v openssl >/dev/null || debian openssl
  if [ ! -f "$home/complete" ]; then
    command -v mvn >/dev/null || debian maven
    say "fetching Kafka $version"
    mkdir -p "$home"
    (
      flock 9
      [ -f "$home/complete" ] && exit
      cat >"$home/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tokri</groupId><artifactId>kafka-runtime</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>$log4j</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>$log4j</version></dependency>
  </dependencies>
</project>
POM
      mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DoutputDirectory="$home/libs" -DincludeScope=runtime || exit 1
      touch "$home/complete"
    ) 9>"$cache/kafka.lock" >"$cache/kafka.log" 2>&1 || { tail -5 "$cache/kafka.log" >&2; die 'fetching failed'; }
  fi
  mkdir -p "$data"
  [ -f "$data/complete" ] || configure
}

# Clients of the SASL_SSL listener: tokri may do everything, stranger nothing. Passwords and keys are this machine's alone.
configure() {
  local n base voters=() role=broker,controller copies=$((nodes < 3 ? nodes : 3)) tokri stranger
  tokri=$(openssl rand -hex 16)
  stranger=$(openssl rand -hex 16)
  printf '%s' "$tokri" >"$data/password"
  printf '%s' "$stranger" >"$data/password-stranger"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=Tokri test Kafka' \
    -addext 'subjectAltName=IP:127.0.0.1,DNS:localhost' -keyout "$data/key.pem" -out "$data/ca.pem" 2>/dev/null
  cat "$data/key.pem" "$data/ca.pem" >"$data/keystore.pem"
  chmod 600 "$data"/*.pem "$data"/password*
  cat >"$data/log4j2.properties" <<LOG
rootLogger.level = WARN
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %m (%c)%n
LOG
  for n in $(seq "$nodes"); do voters+=("$n@127.0.0.1:$((port + (n - 1) * 10 + 2))"); done
  for n in $(seq "$nodes"); do
    base=$((port + (n - 1) * 10))
    cat >"$data/node-$n.properties" <<PROPERTIES
process.roles=$role
node.id=$n
controller.quorum.voters=$(IFS=,; echo "${voters[*]}")
listeners=PLAINTEXT://127.0.0.1:$base,SASL_SSL://127.0.0.1:$((base + 1)),CONTROLLER://127.0.0.1:$((base + 2)),PROXIED://127.0.0.1:$((base + 5))
advertised.listeners=PLAINTEXT://127.0.0.1:$base,SASL_SSL://127.0.0.1:$((base + 1)),PROXIED://127.0.0.1:$((base + 6))
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$data/node-$n
auto.create.topics.enable=false
num.partitions=1
default.replication.factor=$copies
offsets.topic.num.partitions=8
offsets.topic.replication.factor=$copies
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=$copies
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=$copies
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=16777216
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:tokri
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_tokri="$tokri" user_stranger="$stranger";
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location=$data/keystore.pem
PROPERTIES
    (exec_java kafka.tools.StorageTool format --cluster-id dG9rcmktdGVzdC1lbmdpbg --ignore-formatted \
      --config "$data/node-$n.properties" \
      --add-scram "SCRAM-SHA-256=[name=tokri,password=$tokri]" --add-scram "SCRAM-SHA-512=[name=tokri,password=$tokri]") \
      >"$data/format.log" 2>&1 || { tail -5 "$data/format.log" >&2; die 'formatting the storage failed'; }
  done
  touch "$data/complete"
}

# Takes the place of the shell that calls it.
exec_java() {
  exec "$(java_command)" -Xms128m -Xmx"${KAFKA_HEAP:-512m}" -XX:+UseSerialGC \
    -Dlog4j2.configurationFile="$data/log4j2.properties" -cp "$home/libs/*" "$@"
}

launch() {
  local n
  [ "$nodes" -gt 1 ] || exec_java kafka.Kafka "$data/node-1.properties"
  for n in $(seq "$nodes"); do
    (exec_java kafka.Kafka "$data/node-$n.properties") &
    echo $! >"$data/node-$n.pid"
  done
  # shellcheck disable=SC2046
  trap 'kill $(cat "$data"/node-*.pid) 2>/dev/null' TERM INT
  # Each signal ends a wait; the last one returns when no node is left.
  wait
  wait
}

# Asks each node for its API versions, by hand: ten bytes that any Kafka answers once it takes requests.
healthy() {
  local n
  for n in $(seq "$nodes"); do
    (
      exec 3<>"/dev/tcp/127.0.0.1/$((port + (n - 1) * 10))"
      printf '\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff' >&3
      [ "$(timeout 2 head -c 8 <&3 | tail -c 4 | od -An -tx1 | tr -d ' \n')" = 00000001 ]
    ) || return 1
  done
}

address() {
  local n plain=() secure=()
  for n in $(seq "$nodes"); do
    plain+=("127.0.0.1:$((port + (n - 1) * 10))")
    secure+=("127.0.0.1:$((port + (n - 1) * 10 + 1))")
  done
  echo "export TOKRI_TEST_KAFKA_URL=kafka://$(IFS=,; echo "${plain[*]}")"
  echo "export TOKRI_TEST_KAFKA_SECURE_URL='kafka+ssl://tokri:$(cat "$data/password")@$(IFS=,; echo "${secure[*]}")?ca=$data/ca.pem'"
  echo "export TOKRI_TEST_KAFKA_STRANGER_URL='kafka+ssl://stranger:$(cat "$data/password-stranger")@$(IFS=,; echo "${secure[*]}")?ca=$data/ca.pem'"
}
main "$@"
