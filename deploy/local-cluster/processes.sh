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
    # The shell would say, at length, how one ended.
    while alive "$pid" && ((SECONDS < deadline)); do sleep 0.1; done 2>/dev/null
    if alive "$pid"; then
      echo "local-cluster: process $pid had to be killed" >&2
      kill -KILL "$pid" 2>/dev/null || true
      late=1
    fi
  done
  return $late
}

# last_words NODE LINES: the end of its log, without the ends of long lines.
last_words() { tail -n "$2" "$work/node$1.log" | cut -c 1-400; }

# All at once; each must end in time and with exit code 0.
stop_nodes() {
  local pids=("${node_pid[@]}") n code failed=0
  ((${#pids[@]})) || return 0
  kill -TERM "${pids[@]}" 2>/dev/null || true
  await_end "$stopped_within" "${pids[@]}" || failed=1
  for n in "${!node_pid[@]}"; do
    code=0
    wait "${node_pid[$n]}" 2>/dev/null || code=$?
    ((code)) || continue
    failed=1
    echo "local-cluster: node $n ended with exit code $code; its last words:" >&2
    last_words "$n" 15 >&2
  done
  node_pid=()
  return $failed
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
