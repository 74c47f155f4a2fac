#!/usr/bin/env bash
# PostgreSQL and a few nodes on this machine, from nothing. See --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'END'
Starts a private PostgreSQL and nodes that form one cluster, says how to use them, and stops them all on Ctrl-C. Nothing
of it remains.

  deploy/local-cluster.sh [options]
    --nodes N              how many nodes; 3, or LOCKERS_NODES
    --port P               REST port of the first node; 8080 if it is free, or LOCKERS_PORT. The others get free ports
    --storage PostgreSql   where nodes keep data; or Memory, or LOCKERS_STORAGE
    --check                start, store, read, open, kill a node, read on, start it again, stop: exit code 0 if all went well
    --no-build             take the Release build as it is
    --help

Needs the .NET SDK, curl, and PostgreSQL's programs (Debian: apt-get install postgresql), found in PGBIN, in
/usr/lib/postgresql/*/bin or on the PATH.
END
}

fail() { echo "local-cluster: $*" >&2; exit 1; }
misused() { echo "local-cluster: $*; see --help" >&2; exit 2; }

nodes=${LOCKERS_NODES:-3} first_port=${LOCKERS_PORT:-} storage=${LOCKERS_STORAGE:-PostgreSql} check=0 build=1
while (($#)); do
  case $1 in
    --nodes | --port | --storage)
      (($# > 1)) || misused "$1 needs a value"
      case $1 in --nodes) nodes=$2 ;; --port) first_port=$2 ;; --storage) storage=$2 ;; esac
      shift 2
      ;;
    --check) check=1 && shift ;;
    --no-build) build=0 && shift ;;
    --help | -h) usage && exit 0 ;;
    *) misused "unknown option '$1'" ;;
  esac
done
[[ $nodes =~ ^[1-9][0-9]?$ ]] || misused "the number of nodes is '$nodes'; it must be from 1 to 99"
if [[ -n $first_port ]]; then
  [[ $first_port =~ ^[1-9][0-9]{0,4}$ && $first_port -le 65535 ]] || misused "the port is '$first_port'; it must be from 1 to 65535"
fi
[[ $storage == PostgreSql || $storage == Memory ]] || misused "the storage is '$storage'; it must be PostgreSql or Memory"
if ((check)); then
  ((nodes > 1)) || misused "--check needs two nodes or more"
  [[ $storage == PostgreSql ]] || misused "--check kills a node, and what is in Memory does not survive that"
fi

for tool in dotnet curl setsid setpriv; do
  command -v "$tool" >/dev/null || fail "$tool is needed"
done

. deploy/local-cluster/processes.sh
. deploy/local-cluster/postgres.sh
. deploy/local-cluster/nodes.sh
. deploy/local-cluster/check.sh
find_postgres

say_how() {
  local n
  echo
  echo "$nodes nodes, one cluster, storage $storage:"
  for ((n = 1; n <= nodes; n++)); do echo "  node $n  ${url[$n]}  process ${node_pid[$n]}, log $work/node$n.log"; done
  echo "  dashboard ${url[1]}/dashboard, PostgreSQL on 127.0.0.1:$pg_port"
  echo
  echo "Every node serves everything:"
  echo "  curl -s -X POST ${url[1]}/registry/lockers/open/run1"
  echo "  curl -s --data hello ${url[1]}/registry/lockers/current/store/notes,first"
  echo "  curl -s ${url[$nodes]}/registry/lockers/run1/get/notes,first"
  echo "Ctrl-C stops them all."
}

work=$(mktemp -d "${TMPDIR:-/tmp}/lockers-cluster.XXXXXX")
# PostgreSQL's user must get through to its folder.
chmod 711 "$work"
build_if_needed
echo "starting PostgreSQL and $nodes nodes"
start_postgres
give_ports
mapfile -t all < <(seq "$nodes")
for n in "${all[@]}"; do start_node "$n"; done
await_ready "${all[@]}"

if ((check)); then
  run_check
else
  say_how
  watch_them
fi
