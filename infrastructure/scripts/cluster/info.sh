#!/bin/sh
# What each node of a cluster holds and does, a line each: place, role, keys, memory used and allowed, clients, commands a
# second, keys evicted.
#   info.sh NODE        NODE is HOST:PORT of any node
# How nodes are reached: see common.sh.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/scripts/cluster/common.sh
. "$here/common.sh"

node=${1:-}
is_place "$node" || fail "info.sh HOST:PORT"
places=$("$here/nodes.sh" "$node" | awk '$3 == "connected" { print $1 }')
for place in $places; do
    facts=$(ask "$place" info) || exit 1
    echo "$facts" | awk -F: -v place="$place" '
        { fact[$1] = $2 }
        END {
            keys = fact["db0"]
            sub(/^keys=/, "", keys)
            sub(/,.*/, "", keys)
            printf "%s %s keys=%d memory=%s/%s clients=%s commands=%s/s evicted=%s\n", place, fact["role"] == "master" ? "master" : "replica", keys,
                fact["used_memory_human"], fact["maxmemory_human"], fact["connected_clients"], fact["instantaneous_ops_per_sec"], fact["evicted_keys"]
        }'
done
