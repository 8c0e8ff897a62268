#!/bin/sh
# Ready: a master; or a replica that is up to date with its master; or a sentinel that sees enough others for a failover;
# or a node of a cluster that serves all its slots.
#
#   ready.sh redis | sentinel | standalone | cluster
set -eu
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

if [ "${1:-}" = sentinel ]; then
    case $(ask probe localhost $sentinel_port sentinel ckquorum $group) in
    OK*) exit 0 ;;
    *) exit 1 ;;
    esac
fi

info=$(ask probe localhost $redis_port info)
[ "$(echo "$info" | field loading)" = 0 ]
if [ "$(echo "$info" | field role)" = slave ]; then
    [ "$(echo "$info" | field master_link_status)" = up ]
fi
if [ "${1:-}" = cluster ]; then
    [ "$(ask probe localhost $redis_port cluster info | field cluster_state)" = ok ]
fi
