# shellcheck shell=sh
# To be sourced by the other scripts of this folder: how a cluster's nodes are asked.
#
#   REDISCLI_AUTH    the password; or REDIS_PASSWORD_FILE, a file that holds it
#   REDIS_USER       the user it belongs to (cluster in the shipped manifests); the server's own one unless given
#   REDIS_CA         the file of the authority that nodes are asked through TLS for; plain unless given
#
# Passwords go on in the environment alone: an argument would show in the list of processes.

say() {
    echo "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

if [ -n "${REDIS_PASSWORD_FILE:-}" ]; then
    REDISCLI_AUTH=$(cat "$REDIS_PASSWORD_FILE") || fail "REDIS_PASSWORD_FILE cannot be read."
    export REDISCLI_AUTH
fi

#   cli ARGUMENT…
cli() {
    redis-cli --no-auth-warning ${REDIS_USER:+--user "$REDIS_USER"} ${REDIS_CA:+--tls --cacert "$REDIS_CA"} "$@"
}

#   is_place TEXT    whether it is HOST:PORT
is_place() {
    case ${1##*:} in
    '' | *[!0-9]*) return 1 ;;
    esac
    [ "$1" != "${1%:*}" ] && [ -n "${1%:*}" ]
}

#   ask NODE COMMAND…    the answer of one node; fails if there is none or it is an error
ask() {
    place=$1
    shift
    answer=$(cli -e -h "${place%:*}" -p "${place##*:}" "$@" 2>&1) || fail "$place does not do as told ($*): $answer"
    echo "$answer" | tr -d '\r'
}

#   whole NODE    whether all slots are served, every node agrees on who serves what and finds itself able to, and none is
#                 being moved. A node that has just joined is not able yet: what is moved to it would be refused.
whole() {
    report=$(cli --cluster check "$1" 2>&1) || return 1
    case $report in
    *'[WARNING]'*) return 1 ;;
    esac
    for place in $(ask "$1" cluster nodes | awk '$3 !~ /fail|handshake/ && $8 == "connected" { sub(/@.*/, "", $2); print $2 }'); do
        if ! ask "$place" cluster info | grep -q '^cluster_state:ok$'; then
            report="$place does not serve yet."
            return 1
        fi
    done
}

#   until_whole NODE    waits for what nodes have yet to tell each other
until_whole() {
    tries=0
    until whole "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt "${PATIENCE:-60}" ] || fail "The cluster is not whole after ${PATIENCE:-60} s: $report"
        sleep 1
    done
}
