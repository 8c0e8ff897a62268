#!/bin/sh
# A node of Redis Cluster, and the cluster's beginning.
#
#   cluster.sh start     starts this pod's node; one that was in a cluster finds the others again, whose addresses may be new
#   cluster.sh create    makes a cluster of all pods, half of them replicas; does nothing if there is one
set -eu
umask 077
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

#   address HOST
address() {
    getent hosts "$1" | awk '{ print $1; exit }'
}

start() {
    {
        cat "$config/redis.conf"
        echo "dir $data"
        echo "pidfile $run/redis.pid"
        echo "cluster-announce-ip $POD_IP"
        echo "cluster-announce-hostname $self"
        echo "masteruser replica"
        echo "masterauth $(cat "$secrets/replica")"
    } >"$data/redis.conf"
    if [ -f "$data/nodes.conf" ] && [ "$(grep -c connected "$data/nodes.conf")" -gt 1 ]; then
        rejoin &
    fi
    exec redis-server "$data/redis.conf"
}

# Nodes know each other by address. A pod that comes back has a new one; with all of them gone at once nobody would find
# anybody. Whoever starts introduces itself to all, by name.
rejoin() {
    tries=0
    while [ "$tries" -lt 60 ]; do
        sleep 1
        for peer in $(peers); do
            [ "$peer" = "$self" ] && continue
            place=$(address "$peer")
            [ -z "$place" ] || ask cluster localhost $redis_port cluster meet "$place" $redis_port >/dev/null || true
        done
        [ "$(ask probe localhost $redis_port cluster info | field cluster_state)" != ok ] || return 0
        tries=$((tries + 1))
    done
    say "The cluster is still not whole."
}

create() {
    nodes=
    for peer in $(peers); do
        until [ "$(ask probe "$peer" $redis_port ping)" = PONG ]; do
            say "$peer does not answer yet."
            sleep 2
        done
        nodes="$nodes $(address "$peer"):$redis_port"
    done
    first=$(peers | head -n 1)
    if [ "$(ask probe "$first" $redis_port cluster info | field cluster_known_nodes)" -gt 1 ]; then
        say "There is a cluster already."
        return
    fi
    REDISCLI_AUTH=$(cat "$secrets/cluster")
    export REDISCLI_AUTH
    # shellcheck disable=SC2086 # a word for each node
    redis-cli --no-auth-warning --user cluster --cluster create $nodes --cluster-replicas 1 --cluster-yes
}

case ${1:-} in
start) start ;;
create) create ;;
*)
    say "cluster.sh start | create"
    exit 2
    ;;
esac
