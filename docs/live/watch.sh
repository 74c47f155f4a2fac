#!/usr/bin/env bash
# watch.sh URL [FILE]: prints the changes of a locker, one a line, from now on for ever. FILE keeps the id of the last event
# that was printed, so that a script which is ended and started again goes on behind it.
#   watch.sh 'http://localhost:8080/registry/lockers/current/watch?data=y&follow=y' run.id
url=$1 place=${2:-$(mktemp)}

take() {
  case $event in
    hello | heartbeat | bye | '') ;; # nothing has changed
    reset) echo "reset $data" ;;     # something has, and nobody knows what: read the locker again now, before going on
    *) echo "$event $data" ;;
  esac
  # Only now, when what the event says is done. The file is replaced: whenever the script is ended, there is a whole id in it.
  if [ -n "$id" ]; then echo "$id" >"$place.new" && mv "$place.new" "$place"; fi
}

while true; do
  resume=()
  if [ -s "$place" ]; then resume=(-H "Last-Event-ID: $(<"$place")"); fi
  event='' id='' data=''
  while IFS= read -r line; do
    case $line in
      'event: '*) event=${line#event: } ;;
      'id: '*) id=${line#id: } ;;
      'data: '*) data=${line#data: } ;;
      '') take && event='' id='' data='' ;; # an event that is cut off has no empty line, and comes again
    esac
  done < <(curl -sfN --speed-limit 1 --speed-time 40 "${resume[@]}" "$url") # a heartbeat comes every 15 s
  sleep 1
done
