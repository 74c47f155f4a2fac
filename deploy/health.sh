#!/usr/bin/env bash
# Whether the program on this machine answers a health path with 200. The .NET images have bash, but no curl and no wget.
#   health.sh [path [port]]
set -euo pipefail
path=${1:-/health/live}
port=${2:-8080}

exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$path" >&3
IFS= read -r -t 5 status <&3 || { echo "no answer from port $port within 5 s" >&2; exit 1; }
[[ $status == "HTTP/1.1 200 "* ]] || { echo "${status%$'\r'}" >&2; exit 1; }
