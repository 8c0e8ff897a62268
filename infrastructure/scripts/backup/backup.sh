#!/bin/sh
# Copies what a catalog must not lose into a new folder of its own, catalog-TIME, below the one that is named:
#   backup.sh FOLDER           all of it
#   backup.sh FOLDER STEP…     some steps: state, cache, postgres, finish. Runs with the same BACKUP_RUN belong together.
#
#   ConnectionStrings__Catalog             the database, or libpq's variables (PGHOST, PGPASSFILE …)
#   STATE_REDIS_HOST, _PORT, _USER, _PASSWORD, _CA   the Redis with the sessions; its copy is left out where there is none
#   CACHE_REDIS_HOST …                               the cache's, which is worth copying only to spare a cold start
#   BACKUP_NEEDS                           state, cache or both: without a copy of these it is no backup
#   BACKUP_KEEP                            how many backups are kept; all unless given
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/scripts/backup/common.sh
. "$here/common.sh"

folder=${1:?Into which folder?}
shift
case ${BACKUP_KEEP:-1} in
*[!0-9]* | 0*) fail "BACKUP_KEEP must be a number from 1." ;;
esac
[ -d "$folder" ] || fail "$folder is no folder."
stage=$folder/.incomplete-${BACKUP_RUN:-$$}

#   copy_redis NAME HOST PORT USER PASSWORD CA    as a replica would get it
copy_redis() {
    if [ -z "$2" ]; then
        say "$1: no Redis is named, so none is copied."
        return
    fi
    name=$1 password=$5
    file=$stage/$name.rdb
    set -- -h "$2" -p "$3" --user "$4" ${6:+--tls --cacert "$6"}
    REDISCLI_AUTH=$password redis-cli --no-auth-warning "$@" --rdb "$file" >&2 || fail "$name: Redis could not be copied."
    keys_in "$file" >"$stage/$name.keys" || fail "$name: the copy is damaged."
    say "$name: $(cat "$stage/$name.keys") keys."
}

# The dump and the sums are of one snapshot, though writes go on: psql holds it and runs pg_dump meanwhile.
copy_postgres() {
    use_connection_string
    set --
    for schema in $schemas; do
        set -- "$@" "--schema=$schema"
    done
    # The journal begins anew in the database that this is restored into.
    CATALOG_DUMP="pg_dump --no-password --format=custom --no-unlogged-table-data --exclude-table-data=journal.entries $*"
    export CATALOG_DUMP CATALOG_STAGE="$stage"
    sql --field-separator="$(printf '\t')" --set=schemas="$(quoted_schemas)" --set=into= --set=tables="$stage/catalog.tables" \
        --set=content="$here/content.sql" <<'SQL' || fail "postgres: the database could not be copied."
begin isolation level repeatable read, read only;
select pg_export_snapshot() as snapshot \gset
\setenv CATALOG_SNAPSHOT :snapshot
\! $CATALOG_DUMP --snapshot="$CATALOG_SNAPSHOT" --file="$CATALOG_STAGE/catalog.part" </dev/null && mv "$CATALOG_STAGE/catalog.part" "$CATALOG_STAGE/catalog.dump"
\o :tables
\i :content
\o
commit;
SQL
    [ -f "$stage/catalog.dump" ] || fail "postgres: pg_dump failed."
    pg_restore --list "$stage/catalog.dump" >/dev/null || fail "postgres: the dump cannot be read."
    grep -q '^catalog\.resources' "$stage/catalog.tables" || fail "postgres: this is not a catalog's database."
    say "postgres: $(wc -l <"$stage/catalog.tables") tables."
}

finish() {
    [ -f "$stage/catalog.dump" ] || fail "There is no copy of the database in $stage."
    for name in ${BACKUP_NEEDS:-}; do
        [ -f "$stage/$name.keys" ] || fail "There is no copy of the Redis named $name in $stage."
    done
    {
        echo "$format"
        echo "taken $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    } >"$stage/BACKUP"
    (cd "$stage" && sha256sum -- * >.sums && mv .sums SHA256SUMS)
    target=$folder/catalog-$(date -u +%Y%m%dT%H%M%SZ)
    [ ! -e "$target" ] || target=$target-${BACKUP_RUN:-$$}
    # A folder with this name is whole: what it holds is on the disk before it gets the name.
    sync "$stage"/* "$stage"
    mv "$stage" "$target"
    say "$target is written."
    echo "$target"
    forget
}

# The oldest ones beyond those to be kept, and what was left by runs that were ended a day ago.
forget() {
    find "$folder" -maxdepth 1 -type d -name '.incomplete-*' -mtime +0 -exec rm -rf {} +
    [ -n "${BACKUP_KEEP:-}" ] || return 0
    find "$folder" -maxdepth 1 -type d -name 'catalog-[0-9]*' | sort -r | tail -n "+$((BACKUP_KEEP + 1))" | while IFS= read -r old; do
        rm -rf "$old"
        say "$old is older than the $BACKUP_KEEP kept."
    done
}

# Redis first: a key that a session was written under, or a value that its log has handed on, is then in the database's copy.
[ $# -gt 0 ] || set -- state cache postgres finish
mkdir -p "$stage"
for step in "$@"; do
    case $step in
    state) copy_redis state "${STATE_REDIS_HOST:-}" "${STATE_REDIS_PORT:-6379}" "${STATE_REDIS_USER:-default}" "${STATE_REDIS_PASSWORD:-}" "${STATE_REDIS_CA:-}" ;;
    cache) copy_redis cache "${CACHE_REDIS_HOST:-}" "${CACHE_REDIS_PORT:-6379}" "${CACHE_REDIS_USER:-default}" "${CACHE_REDIS_PASSWORD:-}" "${CACHE_REDIS_CA:-}" ;;
    postgres) copy_postgres ;;
    finish) finish ;;
    *) fail "$step is no step; there are state, cache, postgres and finish." ;;
    esac
done
