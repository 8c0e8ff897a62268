#!/bin/sh
# Reads a copy from the standard input, puts it where the next start takes it, and stops redis, whose container then starts
# again. What the server holds now is lost.
#   kubectl exec -i redis-state-0 -c redis -- sh /srv/redis/scripts/restore.sh <state.rdb
set -eu
umask 077
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

cat >"$data/restore.rdb.new"
if ! redis-check-rdb "$data/restore.rdb.new" >&2; then
    rm -f "$data/restore.rdb.new"
    say "That is no copy of a data set. Nothing has changed."
    exit 1
fi
mv "$data/restore.rdb.new" "$data/restore.rdb"
kill -TERM "$(cat "$run/redis.pid")"
