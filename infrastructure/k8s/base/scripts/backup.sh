#!/bin/sh
# Writes a copy of the whole data set to the standard output, as a replica would get it:
#   kubectl exec redis-state-0 -c redis -- sh /srv/redis/scripts/backup.sh >state.rdb
set -eu
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

file=$data/backup.$$.rdb
trap 'rm -f "$file"' EXIT
set -- --rdb "$file"
if [ "${TLS:-no}" = yes ]; then
    set -- --tls --cacert "$tls/ca.crt" "$@"
fi
REDISCLI_AUTH=$(cat "$secrets/replica") redis-cli --no-auth-warning --user replica -h localhost -p $redis_port "$@" >&2
redis-check-rdb "$file" >/dev/null
cat "$file"
