# shellcheck shell=bash
# The nodes of local-cluster.sh.

program=Silo/bin/Release/net10.0
ready_within=120
declare -A url=() silo_port=() gateway_port=()

build_if_needed() {
  local dll=$program/Lockers.Silo.dll changed
  if [[ -f $dll ]]; then
    ((build)) || return 0
    changed=$(find Silo Api Grains Grains.Interfaces deploy/postgres Directory.*.props \
      \( -name bin -o -name obj \) -prune -o -type f -newer "$dll" -print -quit)
    [[ -n $changed ]] || return 0
  fi
  ((build)) || fail "there is no Release build of the node; leave --no-build out"
  echo "building the node"
  dotnet build Silo -c Release --nologo -v quiet >"$work/build.log" 2>&1 &
  building=$!
  wait "$building" || { cat "$work/build.log" >&2 && fail "the build failed"; }
  building=''
}

give_ports() {
  local n
  for ((n = 1; n <= nodes; n++)); do
    next_free_port && url[$n]=http://127.0.0.1:$port
    next_free_port && silo_port[$n]=$port
    next_free_port && gateway_port[$n]=$port
  done
  if [[ -n $first_port ]]; then
    ! listening "$first_port" || fail "port $first_port is taken"
  elif ((!check)) && ! listening 8080; then
    first_port=8080
  fi
  [[ -z $first_port ]] || url[1]=http://127.0.0.1:$first_port
}

start_node() {
  (
    cd "$program" || exit
    # By the environment, so that the password is in no list of processes.
    export URLS=${url[$1]} ASPNETCORE_ENVIRONMENT=Production
    export Lockers__Storage=$storage Lockers__Clustering=PostgreSql Lockers__AdvertisedAddress=127.0.0.1
    export Lockers__SiloPort=${silo_port[$1]} Lockers__GatewayPort=${gateway_port[$1]}
    local login="Database=lockers;Username=lockers;Password=$PGPASSWORD"
    export ConnectionStrings__Lockers="Host=127.0.0.1;Port=$pg_port;$login;Maximum Pool Size=30"
    exec setsid setpriv --pdeathsig TERM dotnet Lockers.Silo.dll
  ) >>"$work/node$1.log" 2>&1 &
  node_pid[$1]=$!
}

await_ready() {
  local n deadline=$((SECONDS + ready_within))
  for n; do
    until curl -fs -m 5 -o /dev/null "${url[$n]}/health/ready"; do
      if ! alive "${node_pid[$n]}" || ((SECONDS > deadline)); then
        last_words "$n" 50 >&2
        fail "node $n did not get ready"
      fi
      sleep 0.2
    done
  done
}

# Says when one ends, and returns when none is left.
watch_them() {
  local n
  while ((${#node_pid[@]})); do
    # The shell would say, at length, that one was killed.
    wait -n "$postgres" "${node_pid[@]}" 2>/dev/null || true
    alive "$postgres" || { tail -n 5 "$work/postgres.log" >&2 && fail "PostgreSQL ended"; }
    for n in "${!node_pid[@]}"; do
      alive "${node_pid[$n]}" && continue
      echo "node $n ended; its last words:"
      last_words "$n" 5
      unset "node_pid[$n]"
    done
  done
  fail "no node is left"
}
