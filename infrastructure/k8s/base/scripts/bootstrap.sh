#!/bin/sh
# Starts redis or its sentinel, after it has found out which pod is the master. Redis alone remembers no more than what
# it was when it stopped: started again all at once, pods would come up with two masters.
#
# Who decides, in this order:
#   1. two sentinels that name the same pod, and it answers as master
#   2. a master that answers, the one with the most data if there are several
#   3. nobody answers as master: the newest configuration that sentinels remember, as they would decide among themselves
#   4. nobody remembers anything, so all volumes are empty: pod 0
#
#   bootstrap.sh redis | sentinel | standalone
set -eu
umask 077
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

# For how many rounds of about a second sentinels that start at the same time are waited for: all of them, then any two.
patience=${PATIENCE:-20}
patience_for_all=5

#   live_master    of the masters among the other pods that answer, the one that has got furthest
live_master() {
    for peer in $(peers); do
        [ "$peer" = "$self" ] && continue
        answer=$(ask probe "$peer" $redis_port info replication) || continue
        if [ "$(echo "$answer" | field role)" = master ]; then
            echo "$(echo "$answer" | field master_repl_offset) $peer"
        fi
    done | sort -nr | awk '{ print $2; exit }'
}

#   remembered    the master in the sentinel's file of this pod
remembered() {
    [ ! -f "$data/sentinel.conf" ] || awk '$1 == "sentinel" && $2 == "monitor" { print $4; exit }' "$data/sentinel.conf"
}

find_master() {
    waited=0
    while :; do
        opinions=$(opinions)
        master=$(echo "$opinions" | agreed)
        if [ -n "$master" ] && [ "$master" != "$self" ] && is_master "$master"; then
            say "The sentinels name $master, and it is master."
            return
        fi
        master=$(live_master)
        if [ -n "$master" ]; then
            say "$master is master."
            return
        fi
        # One alone may have slept through the last failover; and if all went down in the middle of one, one alone may know it.
        enough=$REPLICAS
        [ "$waited" -lt "$patience_for_all" ] || enough=2
        master=$(echo "$opinions" | newest "$enough")
        if [ -n "$master" ]; then
            say "No pod is master; the sentinels remember $master."
            return
        fi
        [ "$waited" -lt "$patience" ] || break
        waited=$((waited + 1))
        sleep 1
    done
    master=$(remembered)
    if [ -n "$master" ]; then
        say "No pod is master, and no other sentinel answers; $master was master when this pod stopped."
        return
    fi
    master=${POD_NAME%-*}-0.$service
    say "Nothing is remembered: $master begins."
}

write_redis() {
    cat "$config/redis.conf"
    echo "dir $data"
    echo "pidfile $run/redis.pid"
    if [ "${TLS:-no}" = yes ]; then
        cat "$config/tls.conf"
    fi
}

start_redis() {
    find_master
    {
        write_redis
        echo "replica-announce-ip $self"
        echo "replica-announce-port $redis_port"
        echo "masteruser replica"
        echo "masterauth $(cat "$secrets/replica")"
        if [ "$master" != "$self" ]; then
            echo "replicaof $master $redis_port"
        fi
    } >"$data/redis.conf"
    exec redis-server "$data/redis.conf"
}

#   memory    what the sentinel has learned. Settings and passwords come from outside; what it knew about another master
#             would be wrong of this one.
memory() {
    if [ "$master" = "$(remembered)" ]; then
        grep -E "^sentinel (myid|current-epoch|config-epoch|leader-epoch|known-sentinel) " "$data/sentinel.conf"
    elif [ -f "$data/sentinel.conf" ]; then
        grep -E "^sentinel (myid|current-epoch|known-sentinel) " "$data/sentinel.conf"
    fi || true
}

#   replicas    the other pods. A sentinel that was not told would learn of them from the master, some 10 s late, and could
#               replace a master that dies before that by nobody.
replicas() {
    for peer in $(peers); do
        [ "$peer" = "$master" ] || echo "sentinel known-replica $group $peer $redis_port"
    done
}

# A sentinel waits for nobody: pods that start ask it for what it remembers.
start_sentinel() {
    opinions=$(opinions)
    master=$(echo "$opinions" | agreed)
    [ -n "$master" ] || master=$(remembered)
    [ -n "$master" ] || master=$(echo "$opinions" | newest 1)
    [ -n "$master" ] || master=$(live_master)
    [ -n "$master" ] || master=${POD_NAME%-*}-0.$service
    memory=$(memory)
    {
        grep -v "^sentinel .* $group " "$config/sentinel.conf"
        if [ "${TLS:-no}" = yes ]; then
            cat "$config/sentinel-tls.conf"
        fi
        echo "dir $data"
        echo "sentinel announce-ip $self"
        echo "sentinel announce-port $sentinel_port"
        echo "sentinel sentinel-user sentinel"
        echo "sentinel sentinel-pass $(cat "$secrets/sentinel")"
        echo "sentinel monitor $group $master $redis_port 2"
        echo "sentinel auth-user $group sentinel"
        echo "sentinel auth-pass $group $(cat "$secrets/sentinel")"
        grep "^sentinel .* $group " "$config/sentinel.conf"
        replicas
        echo "$memory"
    } >"$data/sentinel.conf.new"
    mv "$data/sentinel.conf.new" "$data/sentinel.conf"
    exec redis-server "$data/sentinel.conf" --sentinel
}

#   take_back    makes a copy that restore.sh has left the base of the append-only file, in place of what is there
take_back() {
    rm -rf "$data/appendonlydir" "$data/dump.rdb"
    mkdir "$data/appendonlydir"
    mv "$data/restore.rdb" "$data/appendonlydir/appendonly.aof.1.base.rdb"
    echo "file appendonly.aof.1.base.rdb seq 1 type b" >"$data/appendonlydir/appendonly.aof.manifest"
    say "The copy is in place."
}

start_standalone() {
    [ ! -f "$data/restore.rdb" ] || take_back
    write_redis >"$data/redis.conf"
    exec redis-server "$data/redis.conf"
}

case ${1:-} in
redis) start_redis ;;
sentinel) start_sentinel ;;
standalone) start_standalone ;;
*)
    say "bootstrap.sh redis | sentinel | standalone"
    exit 2
    ;;
esac
