#!/usr/bin/env bash
# Whether the node in this container answers. The image has neither curl nor wget; bash can speak for itself.
#   healthy.sh [PATH [PORT]]
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${2:-8080}"
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "${1:-/health/live}" >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]
