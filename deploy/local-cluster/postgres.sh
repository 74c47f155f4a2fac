# shellcheck shell=bash
# A PostgreSQL of local-cluster.sh's own.

identity=() as_postgres=()

find_postgres() {
  pgbin=${PGBIN:-$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
  if [[ -z ${PGBIN:-} && ! -x $pgbin/initdb ]]; then pgbin=$(dirname "$(command -v initdb || echo /nowhere/initdb)"); fi
  [[ -x $pgbin/initdb ]] || fail "PostgreSQL's programs are needed (Debian: apt-get install postgresql), or PGBIN that says where they are"
  # It refuses to run as root.
  ((EUID == 0)) || return 0
  getent passwd postgres >/dev/null || fail "root needs a user 'postgres' to run PostgreSQL as"
  identity=(--reuid=postgres --regid=postgres --init-groups)
  as_postgres=(setpriv "${identity[@]}")
}

start_postgres() {
  local data=$work/postgres log=$work/postgres.log deadline=$((SECONDS + 60))
  next_free_port
  pg_port=$port
  PGPASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  export PGPASSWORD
  mkdir "$data"
  (umask 077 && printf '%s\n' "$PGPASSWORD" >"$work/password")
  ((EUID != 0)) || chown postgres "$data" "$work/password"
  # Others on this machine can reach the port, so it takes a password.
  "${as_postgres[@]}" "$pgbin/initdb" --pgdata="$data" --username=lockers --pwfile="$work/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C --no-sync >"$log" 2>&1 || { cat "$log" >&2 && fail "initdb failed"; }
  # In a session of its own, so that Ctrl-C reaches this script alone, which stops the nodes first; and not left behind
  # if this script is killed.
  setsid setpriv "${identity[@]}" --pdeathsig INT "$pgbin/postgres" -D "$data" -p "$pg_port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c max_connections=$((100 + 60 * nodes)) >>"$log" 2>&1 &
  postgres=$!
  until "$pgbin/pg_isready" -q -h 127.0.0.1 -p "$pg_port" -U lockers -d postgres; do
    if ! alive "$postgres" || ((SECONDS > deadline)); then
      cat "$log" >&2
      fail "PostgreSQL did not start"
    fi
    sleep 0.1
  done
  "$pgbin/createdb" -h 127.0.0.1 -p "$pg_port" -U lockers lockers
}
