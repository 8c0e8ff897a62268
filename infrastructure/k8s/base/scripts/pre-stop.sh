#!/bin/sh
# Before redis is told to stop: a master hands over first, so that writers lose a moment and not the seconds that a failover
# takes. The sentinel of another pod is asked: the one beside us is stopping too.
set -eu
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

is_master localhost || exit 0
tries=0
while [ "$tries" -lt 30 ]; do
    for peer in $(peers); do
        [ "$peer" = "$self" ] && continue
        # Refused while one is under way already; then its end is waited for.
        ask sentinel "$peer" $sentinel_port sentinel failover $group >/dev/null && break
    done
    waited=0
    while [ "$waited" -lt 5 ]; do
        is_master localhost || exit 0
        waited=$((waited + 1))
        sleep 1
    done
    tries=$((tries + waited))
done
say "Nobody has taken over."
