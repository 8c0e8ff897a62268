#!/bin/sh
# Puts a backup back. Nothing is touched before all of it was found to be whole.
#   restore.sh BACKUP check
#   restore.sh BACKUP postgres [--replace]   into the database that ConnectionStrings__Catalog or libpq's variables name, which
#                                            holds no catalog; with --replace the catalog that it holds is thrown away
#   restore.sh BACKUP state FOLDER           what a Redis begins with, into the empty folder that will be its dir; then start it
#   restore.sh BACKUP cache FOLDER
# The nodes of the API are to be stopped meanwhile.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/scripts/backup/common.sh
. "$here/common.sh"

usage="restore.sh BACKUP check | postgres [--replace] | state FOLDER | cache FOLDER"
backup=${1:?$usage}

#   restore_redis NAME FOLDER    as the base of an append-only file and as a dump: a server reads the one or the other
restore_redis() {
    file=$backup/$1.rdb
    [ -f "$file" ] || fail "$backup holds no copy of the Redis named $1."
    if [ ! -d "$2" ] || [ -n "$(ls -A "$2")" ]; then
        fail "$2 is no empty folder. Nothing has changed."
    fi
    keys=$(keys_in "$file") || fail "$file is damaged. Nothing has changed."
    [ "$keys" = "$(cat "$backup/$1.keys")" ] || fail "$file holds $keys keys instead of $(cat "$backup/$1.keys"). Nothing has changed."
    cp "$file" "$2/dump.rdb"
    mkdir "$2/appendonlydir"
    # Redis replaces either file as a whole and never writes into it.
    ln "$2/dump.rdb" "$2/appendonlydir/appendonly.aof.1.base.rdb"
    echo "file appendonly.aof.1.base.rdb seq 1 type b" >"$2/appendonlydir/appendonly.aof.manifest"
    redis-check-aof "$2/appendonlydir/appendonly.aof.manifest" >/dev/null || fail "redis-check-aof does not take what was written into $2."
    say "$2 holds $keys keys. It must belong to the user that Redis runs as."
}

# One transaction: until its end everybody sees what was there before, and if anything fails that stays.
script() {
    echo "begin;"
    echo "set local client_min_messages = warning;"
    echo "set local lock_timeout = '10s';"
    echo "drop schema if exists $(echo "$schemas" | sed 's/ /, /g') cascade;"
    echo "create extension if not exists pg_trgm with schema public;"
    # No word of psql's follows what could not be read to its end, so nothing is committed.
    pg_restore --no-owner --no-privileges --no-comments --file=- "$backup/catalog.dump" || return
    echo "create temporary table expected (name text, number bigint, sum numeric) on commit drop;"
    echo "create temporary table restored (like pg_temp.expected) on commit drop;"
    echo "copy pg_temp.expected from stdin;"
    cat "$backup/catalog.tables"
    cat <<'SQL'
\.
\i :content
do $$
declare
    different text;
begin
    select string_agg(name, ', ' order by name) into different
    from pg_temp.expected full join pg_temp.restored using (name, number, sum)
    where expected is null or restored is null;
    if different is not null then raise exception 'Not the same as when the backup was taken: %.', different; end if;
end
$$;
-- Triggers have seen nothing of this: with another epoch no node takes what was cached before it for fresh. And the ids below
-- which the journal was pruned are of the other database's transactions: here they may lie far in the future.
update journal.state set low_water = '0';
select journal.raise_epoch();
commit;
\echo committed
SQL
}

restore_postgres() {
    case ${1:-} in
    '' | --replace) ;;
    *) fail "$usage" ;;
    esac
    use_connection_string
    pg_restore --list "$backup/catalog.dump" >/dev/null || fail "The dump cannot be read. Nothing has changed."
    there=$(echo "select count(*) from pg_namespace where nspname in ($(quoted_schemas))" | sql) || fail "The database does not answer. Nothing has changed."
    [ "$there" = 0 ] || [ "${1:-}" = --replace ] || fail "The database holds a catalog. With --replace it is thrown away. Nothing has changed."
    others=$(echo "select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()" | sql)
    [ "$others" = 0 ] || fail "$others other sessions use the database. Stop the nodes of the API first. Nothing has changed."
    said=$(script | sql --set=schemas="$(quoted_schemas)" --set=into="insert into pg_temp.restored" --set=content="$here/content.sql") || said=
    [ "$(printf '%s\n' "$said" | tail -n 1)" = committed ] || fail "The database was not restored. Nothing has changed."
    # No fault of the restore if it is not permitted: it will be done in time by itself.
    echo "analyze;" | sql || true
    say "The database is as it was when the backup was taken: $(wc -l <"$backup/catalog.tables") tables with the same content."
}

check "$backup"
case ${2:-check} in
check) say "$backup is whole." ;;
postgres) restore_postgres "${3:-}" ;;
state | cache) restore_redis "$2" "${3:?$usage}" ;;
*) fail "$usage" ;;
esac
