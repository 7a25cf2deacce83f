# Stops the PostgreSQL of a Tokri that was killed. Standard input is a pipe that closes when that Tokri dies, however it dies.
# $1 seconds to wait for a new Tokri   $2 lock file   $3 its text while ours lived   $4 postmaster.pid
read -r word
[ "$word" = done ] && exit 0
sleep "$1"
# A Tokri that was started again has put its own name there, and keeps the PostgreSQL.
[ "$(cat "$2" 2>/dev/null)" = "$3" ] || exit 0
pid=$(head -n 1 "$4" 2>/dev/null) || exit 0
# After a crash the number may belong to another program.
case "$(cat "/proc/$pid/comm" 2>/dev/null || ps -p "$pid" -o comm= 2>/dev/null)" in
  *postgres*) kill -INT "$pid" ;;
esac
