#!/bin/sh
# Whether a cluster is whole: all slots served, all nodes agreed, nothing half moved, a copy for each master.
#   check.sh NODE        NODE is HOST:PORT of any node. Exit code 1 when something is wrong.
# How nodes are reached: see common.sh.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/scripts/cluster/common.sh
. "$here/common.sh"

node=${1:-}
is_place "$node" || fail "check.sh HOST:PORT"
nodes=$(ask "$node" cluster nodes)
wrong=0
if ! whole "$node"; then
    echo "$report"
    wrong=1
fi
lost=$(echo "$nodes" | awk '{ sub(/@.*/, "", $2) } $3 ~ /fail/ || $8 == "disconnected" { print $2 }')
if [ -n "$lost" ]; then
    echo "Out of reach: $lost" | tr '\n' ' '
    echo
    wrong=1
fi
alone=$(echo "$nodes" | awk '
    { sub(/@.*/, "", $2) }
    $3 ~ /slave/ && $3 !~ /fail/ { copied[$4] = 1 }
    $3 ~ /master/ && $3 !~ /fail/ && $9 != "" { place[$1] = $2 }
    END { for (id in place) if (!copied[id]) print place[id] }')
if [ -n "$alone" ]; then
    echo "Without a copy: $alone" | tr '\n' ' '
    echo
    wrong=1
fi
[ "$wrong" = 0 ] || exit 1
echo "The cluster is whole."
