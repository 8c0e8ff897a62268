#!/bin/sh
# Before redis is told to stop: a master hands over first, so that writers lose a moment and not the seconds that a failover
# takes. The sentinel of another pod is asked: the one beside us is stopping too.
set -eu
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

#   order_failover    by one sentinel. A second one that is ordered the same would choose for itself, and there would be two
#                     masters: so the next is asked only if the one before cannot be reached at all, not if it is slow.
order_failover() {
    for peer in $(peers); do
        [ "$peer" = "$self" ] && continue
        status=0
        ask sentinel "$peer" $sentinel_port sentinel failover $group >/dev/null || status=$?
        [ "$status" -eq 1 ] || return 0
    done
}

#   follows    whether this pod is a replica; one that is too busy to say is taken for a master
follows() {
    [ "$(ask probe localhost $redis_port role | head -n 1)" = slave ]
}

! follows || exit 0
# Twice, should the first attempt come to nothing: a sentinel gives one up after 10 s.
for attempt in 1 2; do
    say "Handing over, attempt $attempt."
    order_failover
    waited=0
    while [ "$waited" -lt 20 ]; do
        ! follows || exit 0
        waited=$((waited + 1))
        sleep 1
    done
done
say "Nobody has taken over."
