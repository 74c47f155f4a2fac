# shellcheck shell=bash
# What local-cluster.sh started, and how it ends: only that, and by process ids.

work='' postgres='' building=''
declare -A node_pid=()

# A node hands over for up to 90 s when it keeps data in memory.
stopped_within=100

alive() { kill -0 "$1" 2>/dev/null; }

# await_end SECONDS PROCESS...: until they have ended. After so long they are killed, and that is a failure.
await_end() {
  local deadline=$((SECONDS + $1)) pid late=0
  shift
  for pid; do
    while alive "$pid" && ((SECONDS < deadline)); do sleep 0.1; done
    if alive "$pid"; then
      echo "local-cluster: process $pid had to be killed" >&2
      kill -KILL "$pid" 2>/dev/null || true
      late=1
    fi
    wait "$pid" 2>/dev/null || true
  done
  return $late
}

stop_nodes() {
  local pids=("${node_pid[@]}")
  ((${#pids[@]})) || return 0
  kill -TERM "${pids[@]}" 2>/dev/null || true
  await_end "$stopped_within" "${pids[@]}" || return 1
  node_pid=()
}

stop_all() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  if [[ -n $building ]]; then
    kill -TERM "$building" 2>/dev/null || true
    await_end 30 "$building" || status=1
  fi
  stop_nodes || status=1
  if [[ -n $postgres ]]; then
    # A fast shutdown: it does not wait for clients.
    kill -INT "$postgres" 2>/dev/null || true
    await_end 30 "$postgres" || status=1
  fi
  [[ -z $work ]] || rm -rf "$work"
  exit "$status"
}

trap stop_all EXIT
# To be stopped is how a cluster ends, but not how a check does.
trap 'exit $check' INT TERM HUP

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Ports below the range that the kernel gives to outgoing connections.
port=$((15000 + RANDOM % 15000))
next_free_port() {
  port=$((port + 1))
  while listening "$port"; do port=$((port + 1)); done
}
