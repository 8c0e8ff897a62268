#!/bin/sh
# Alive: it answers, be it that it is busy or still loading. A server that is slow to load must not be killed for it.
#
#   live.sh redis | sentinel | standalone | cluster
set -eu
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

port=$redis_port
[ "${1:-}" != sentinel ] || port=$sentinel_port
[ -n "$(ask probe localhost "$port" ping)" ]
