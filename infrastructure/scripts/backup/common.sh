# shellcheck shell=sh disable=SC2034 # the other scripts use what is set here
# To be sourced by backup.sh and restore.sh: what belongs to a catalog, and how its servers are reached.
# Passwords come from the environment and go on in the environment: an argument would show in the list of processes.

# Whatever of these there is. Some are made when they are first needed.
schemas="catalog journal keyed state"
format="aikernel backup 1"
umask 077

say() {
    echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $*" >&2
}

fail() {
    say "$*"
    exit 1
}

#   use_connection_string    what ConnectionStrings__Catalog says (the setting of the API, in Npgsql's keywords), as libpq's
#                            variables; without it those count that are set: PGHOST, PGUSER, PGPASSWORD or PGPASSFILE …
use_connection_string() {
    # A password that is asked for would be waited for, for ever.
    export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}" PGAPPNAME="${PGAPPNAME:-aikernel-backup}"
    [ -n "${ConnectionStrings__Catalog:-}" ] || return 0
    case $ConnectionStrings__Catalog in
    *[\"\']*) fail "ConnectionStrings__Catalog holds quotes, which are not understood here. Set PGHOST, PGDATABASE, PGUSER and PGPASSWORD instead." ;;
    esac
    rest=$ConnectionStrings__Catalog\;
    while [ -n "$rest" ]; do
        pair=${rest%%;*} rest=${rest#*;}
        value=${pair#*=}
        case $(echo "${pair%%=*}" | tr '[:upper:]' '[:lower:]' | tr -d ' ') in
        host | server) export PGHOST="$value" ;;
        port) export PGPORT="$value" ;;
        database | db) export PGDATABASE="$value" ;;
        username | userid | user) export PGUSER="$value" ;;
        password | pwd) export PGPASSWORD="$value" ;;
        rootcertificate) export PGSSLROOTCERT="$value" ;;
        sslmode) PGSSLMODE=$(echo "$value" | tr '[:upper:]' '[:lower:]' | tr -d '-' | sed 's/^verify/verify-/') && export PGSSLMODE ;;
        esac
    done
}

#   sql [OPTION…]    runs what is read from the standard input; the first fault ends it
sql() {
    psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"
}

#   quoted_schemas    'catalog','journal',…
quoted_schemas() {
    echo "$schemas" | sed "s/[a-z]*/'&'/g; s/ /,/g"
}

#   keys_in FILE    how many keys a copy of Redis holds; fails if it is damaged or cut off
keys_in() {
    report=$(redis-check-rdb "$1") || return 1
    echo "$report" | sed -n 's/^\[info\] \([0-9]*\) keys read$/\1/p'
}

#   check FOLDER    every file is there, as it was written, and there is no other
check() {
    [ -f "$1/SHA256SUMS" ] || fail "$1 is no backup: it has no SHA256SUMS. Nothing has changed."
    (cd "$1" && sha256sum --check --strict --quiet SHA256SUMS >&2) || fail "$1 is damaged or was changed. Nothing has changed here."
    [ "$(head -n 1 "$1/BACKUP" 2>/dev/null)" = "$format" ] || fail "$1 is not of the form '$format'. Nothing has changed."
    for file in "$1"/* "$1"/.[!.]*; do
        name=${file##*/}
        if [ -e "$file" ] && [ "$name" != SHA256SUMS ]; then
            grep -q "^[0-9a-f]\{64\}  $name\$" "$1/SHA256SUMS" || fail "$1 holds $name, which SHA256SUMS does not name. Nothing has changed."
        fi
    done
}
