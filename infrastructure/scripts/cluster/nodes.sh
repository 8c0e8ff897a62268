#!/bin/sh
# The nodes of a cluster, a line each: place, role, state, slots served, and whose copy it is.
#   nodes.sh NODE        NODE is HOST:PORT of any node
# How nodes are reached: see common.sh.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/scripts/cluster/common.sh
. "$here/common.sh"

node=${1:-}
is_place "$node" || fail "nodes.sh HOST:PORT"
ask "$node" cluster nodes | awk '
    {
        sub(/@.*/, "", $2)
        place[$1] = $2
        role[$1] = $3 ~ /handshake/ ? "joining" : $3 ~ /master/ ? "master" : "replica"
        state[$1] = $3 ~ /fail/ ? "failed" : $8
        master[$1] = $4
        slots[$1] = 0
        for (i = 9; i <= NF; i++) {
            # A slot on its way stands in brackets; it is counted where it is still.
            if ($i ~ /^\[/) continue
            n = split($i, range, "-")
            slots[$1] += n == 2 ? range[2] - range[1] + 1 : 1
        }
    }
    END {
        for (id in place)
            printf "%s %s %s %d %s\n", place[id], role[id], state[id], slots[id], role[id] == "replica" ? place[master[id]] : "-"
    }' | sort
