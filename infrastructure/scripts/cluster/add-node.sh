#!/bin/sh
# Takes an empty server that runs in cluster mode into a cluster: as a master without slots (then rebalance.sh gives it its
# share), or as a copy.
#   add-node.sh NEW NODE                 NEW and NODE are HOST:PORT; NODE is any node of the cluster
#   add-node.sh NEW NODE copy            of the master that has the fewest copies
#   add-node.sh NEW NODE copy MASTER     of this one, HOST:PORT
# How nodes are reached: see common.sh.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/scripts/cluster/common.sh
. "$here/common.sh"

usage="add-node.sh HOST:PORT HOST:PORT [copy [HOST:PORT]]"
new=${1:-} node=${2:-} role=${3:-master} master=${4:-}
is_place "$new" || fail "$usage"
is_place "$node" || fail "$usage"
case $role in
master) [ -z "$master" ] || fail "$usage" ;;
copy) [ -z "$master" ] || is_place "$master" || fail "$usage" ;;
*) fail "$usage" ;;
esac

whole "$node" || fail "The cluster is not whole, and is not to be changed now: $report"
facts=$(ask "$new" cluster info)
keys=$(ask "$new" dbsize)
echo "$facts" | grep -q '^cluster_known_nodes:1$' || fail "$new belongs to a cluster already."
[ "$keys" = 0 ] || fail "$new is not empty."

id=$(ask "$new" cluster myid)

#   joined    whether every node knows the new one in its role; right after it was introduced, only one does, and not yet well
joined() {
    for place in $("$here/nodes.sh" "$node" | awk '$2 != "joining" && $3 == "connected" { print $1 }') "$new"; do
        ask "$place" cluster nodes | awk -v id="$id" -v role="$role" '$1 == id && $3 ~ (role == "copy" ? "slave" : "master") && $3 !~ /fail|handshake/ && $8 == "connected" { found = 1 } END { exit !found }' || return 1
    done
}

set --
if [ "$role" = copy ]; then
    set -- --cluster-slave
    if [ -n "$master" ]; then
        set -- --cluster-slave --cluster-master-id "$(ask "$master" cluster myid)"
    fi
fi
answer=$(cli --cluster add-node "$new" "$node" "$@" 2>&1) || fail "$new was not added: $answer"
tries=0
until joined; do
    tries=$((tries + 1))
    [ "$tries" -lt "${PATIENCE:-60}" ] || fail "Not every node knows $new after ${PATIENCE:-60} s."
    sleep 1
done
until_whole "$node"
say "$new belongs to the cluster."
"$here/nodes.sh" "$node"
