# shellcheck shell=bash
# local-cluster.sh --check.

again_within=30

# So many lockers that every node has some.
lockers=30

check_failed() {
  local n
  for n in "${!node_pid[@]}"; do
    echo "---- node $n"
    last_words "$n" 15
  done >&2
  fail "check failed: $*"
}

post() { curl -fs -m 10 -o /dev/null --data "${3:-}" "${url[$1]}/registry/lockers/$2"; }

# holds NODE TARGET TEXT: reading that through the node gives the text.
holds() { [[ $(curl -fs -m 5 "${url[$1]}/registry/lockers/$2") == "$3" ]]; }

# HOW is one of these: everything works at once; or, after a node died, in time.
at_once() { "$@" || check_failed "$*"; }
in_time() {
  local deadline=$((SECONDS + again_within))
  until "$@"; do
    ((SECONDS < deadline)) || check_failed "not in $again_within s: $*"
    sleep 0.1
  done
}

# reads HOW NODE...: every locker's text is read through each of the nodes.
reads() {
  local how=$1 n at
  for n in "${@:2}"; do
    for ((at = 1; at <= lockers; at++)); do "$how" holds "$n" "check$at/get/a,key" "text $at"; done
  done
}

# opens HOW NODE...: what each of the nodes opens is current for all of them.
opens() {
  local how=$1 opener n label
  for opener in "${@:2}"; do
    label=opened-through-$opener-at-$SECONDS
    "$how" post "$opener" "$label/store/who" "$label"
    "$how" post "$opener" "open/$label"
    for n in "${@:2}"; do "$how" holds "$n" current/get/who "$label"; done
  done
}

run_check() {
  local everyone=() others=() at killed_at
  mapfile -t everyone < <(seq "$nodes")
  others=("${everyone[@]:1}")
  for ((at = 1; at <= lockers; at++)); do at_once post 1 "check$at/store/a,key" "text $at"; done
  reads at_once "${everyone[@]}"
  echo "ok: what was stored through node 1 is read through all $nodes"
  opens at_once "${everyone[@]}"
  echo "ok: what one node opens is current for all"

  kill -KILL "${node_pid[1]}"
  killed_at=${EPOCHREALTIME/[.,]/}
  wait "${node_pid[1]}" 2>/dev/null || true
  unset 'node_pid[1]'
  reads in_time "${others[@]}"
  echo "ok: node 1 was killed, and $(((${EPOCHREALTIME/[.,]/} - killed_at) / 1000)) ms later everything had been read through the others"
  in_time post 2 check1/store/a,key 'text after'
  for at in "${others[@]}"; do at_once holds "$at" check1/get/a,key 'text after'; done
  at_once post 2 check1/store/a,key 'text 1'
  opens in_time "${others[@]}"
  echo "ok: the others store and open"

  start_node 1
  await_ready 1
  reads in_time "${everyone[@]}"
  opens in_time "${everyone[@]}"
  echo "ok: node 1 is back and serves"
  stop_nodes || fail "check failed: nodes did not stop as they should"
  echo "ok: all nodes stopped"
}
