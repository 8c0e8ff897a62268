# shellcheck shell=sh disable=SC2034 # the other scripts use what is set here
# To be sourced by the other scripts: where things are in the pod, and how servers are asked.
# Passwords are read from the mounted Secret and given to redis-cli in its environment: an argument would show in the
# list of processes.

home=/srv/redis
config=$home/config
data=$home/data
run=$home/run
secrets=$home/secrets
tls=$home/tls
service=${SERVICE:-}
group=catalog
redis_port=6379
sentinel_port=26379
self=${POD_NAME:-}${service:+.$service}

say() {
    echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $*" >&2
}

#   ask USER HOST PORT COMMAND…    the answer; nothing if there is none within 2 s
ask() {
    ask_user=$1 ask_host=$2 ask_port=$3
    shift 3
    if [ "${TLS:-no}" = yes ]; then
        set -- --tls --cacert "$tls/ca.crt" "$@"
    fi
    REDISCLI_AUTH=$(cat "$secrets/$ask_user") timeout 2 redis-cli --no-auth-warning --user "$ask_user" \
        -h "$ask_host" -p "$ask_port" "$@" 2>/dev/null
}

#   field NAME    its value in what INFO says, read from the standard input
field() {
    tr -d '\r' | sed -n "s/^$1://p"
}

#   peers    the names of all pods of the set
peers() {
    ordinal=0
    while [ "$ordinal" -lt "$REPLICAS" ]; do
        echo "${POD_NAME%-*}-$ordinal.$service"
        ordinal=$((ordinal + 1))
    done
}

#   is_master HOST
is_master() {
    [ "$(ask probe "$1" $redis_port role | head -n 1)" = master ]
}

#   opinions    "MASTER EPOCH" of each sentinel that answers
opinions() {
    for peer in $(peers); do
        ask probe "$peer" $sentinel_port sentinel master $group | awk '
            previous == "ip" { host = $0 }
            previous == "config-epoch" { epoch = $0 }
            { previous = $0 }
            END { if (host != "" && epoch != "") print host, epoch }'
    done
}

#   agreed    the master that at least two sentinels name; reads opinions
agreed() {
    awk '{ if (++count[$1] == 2) { print $1; exit } }'
}

#   newest COUNT    the master in the newest configuration, if at least so many sentinels answered; reads opinions
newest() {
    sort -k2,2nr -k1,1 | awk -v enough="$1" 'NR == 1 { master = $1 } END { if (NR >= enough && master != "") print master }'
}
