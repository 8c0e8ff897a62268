#!/bin/sh
# Spreads the slots of a cluster evenly over its masters, those without any included. Clients go on meanwhile: a slot that
# moves is served by the one or the other node at any time.
#   rebalance.sh NODE              NODE is HOST:PORT of any node
#   rebalance.sh NODE simulate     tells what would be moved
# How nodes are reached: see common.sh.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/scripts/cluster/common.sh
. "$here/common.sh"

node=${1:-}
is_place "$node" || fail "rebalance.sh HOST:PORT [simulate]"
case ${2:-} in
'') set -- ;;
simulate) set -- --cluster-simulate ;;
*) fail "rebalance.sh HOST:PORT [simulate]" ;;
esac

whole "$node" || fail "The cluster is not whole, and is not to be changed now: $report"
# A cluster a few slots out of balance is left alone: each slot moved costs more than it brings.
cli --cluster rebalance "$node" --cluster-use-empty-masters --cluster-threshold 2 --cluster-pipeline 100 "$@" >&2 || fail "The slots were not all moved. Try again when check.sh finds the cluster whole; redis-cli --cluster fix closes slots that stayed open."
if [ "$#" = 0 ]; then
    until_whole "$node"
    "$here/nodes.sh" "$node"
fi
