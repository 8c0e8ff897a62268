-- Keyed values. Idempotent: every node may run it at every start. Expects the journal.
create schema if not exists keyed;
create extension if not exists pg_trgm;

-- One row: whether the write-behind log gives the sequences, and below which none of them may be.
create table if not exists keyed.state (
    only_row boolean primary key default true check (only_row),
    opened   boolean not null default false,
    floor    bigint  not null default 0
);
insert into keyed.state default values on conflict do nothing;

-- What a change touches. A deletion of what has ended changes no answer.
create or replace function keyed.journal_entries() returns trigger language plpgsql as $$
declare
    keys text[];
begin
    if tg_op = 'TRUNCATE' then
        perform journal.append(array['keyed-entries:*']);
        return null;
    end if;
    -- Each trigger has only the transition tables it declares; a branch is planned when it is first entered.
    if tg_op = 'INSERT' then keys := array(select key from after limit 1001);
    elsif tg_op = 'DELETE' then keys := array(select key from before where value is not null and expires_at > clock_timestamp() limit 1001);
    else keys := array(select key from before union select key from after limit 1001);
    end if;
    if cardinality(keys) > 1000 then perform journal.append(array['keyed-entries:*']);
    elsif cardinality(keys) > 0 then perform journal.append(array(select 'keyed-entry:' || key from unnest(keys) t (key)));
    end if;
    return null;
end
$$;

-- Made once, not looked at again: "if not exists" would wait for every writer, and every writer for it.
do $$
begin
    if to_regclass('keyed.entries') is not null then
        -- In a database of before the indexes were made as they are below.
        if exists (select from pg_class where oid = to_regclass('keyed.entries_by_dependency') and not 'fastupdate=off' = any(coalesce(reloptions, '{}'))) then
            alter index keyed.entries_by_dependency set (fastupdate = off);
            perform gin_clean_pending_list('keyed.entries_by_dependency');
        end if;
        if exists (select from pg_index where indexrelid = to_regclass('keyed.entries_by_pattern') and indexprs is null) then
            drop index keyed.entries_by_pattern;
            create index entries_by_pattern on keyed.entries using gin ((key || '') gin_trgm_ops);
        end if;
        return;
    end if;

    -- A removed value leaves its sequence behind for a while (value null, expires_at the time of its removal), so that a
    -- write before it that comes late finds something later. json, not jsonb: what was given is given back to the byte.
    create table keyed.entries (
        key        text        collate "C" primary key,
        value      json,
        tags       text[]      collate "C" not null default '{}',
        depends_on text[]      collate "C" not null default '{}',
        policy     text        collate "C",
        expires_at timestamptz not null,
        sequence   bigint      not null,
        constraint entries_key check (char_length(key) between 1 and 256),
        constraint entries_value check (octet_length(value::text) <= 1048576),
        constraint entries_tags check (cardinality(tags) <= 64 and array_position(tags, null) is null),
        constraint entries_depends_on check (cardinality(depends_on) <= 64 and array_position(depends_on, null) is null)
    );
    create index entries_by_tag on keyed.entries using gin (tags);
    -- Every write of a key looks here for what depends on it. What waited to be sorted in would be read through each time.
    create index entries_by_dependency on keyed.entries using gin (depends_on) with (fastupdate = off);
    -- Not of the key itself: this index could find equal ones too, and would be asked to, though it takes it a thousand times as long.
    create index entries_by_pattern on keyed.entries using gin ((key || '') gin_trgm_ops);
    create index entries_by_end on keyed.entries (expires_at);

    create trigger journal_insert after insert on keyed.entries
        referencing new table as after for each statement execute function keyed.journal_entries();
    create trigger journal_update after update on keyed.entries
        referencing old table as before new table as after for each statement execute function keyed.journal_entries();
    create trigger journal_delete after delete on keyed.entries
        referencing old table as before for each statement execute function keyed.journal_entries();
    create trigger journal_truncate after truncate on keyed.entries
        for each statement execute function keyed.journal_entries();
end
$$;

-- The sequence of the writes of this transaction: the one that the log gave or, as long as the log is not open, one of the
-- clock. Holds the lock under which it is opened, so that no write without a sequence commits after that.
create or replace function keyed.take_sequence(given bigint) returns bigint language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(x'4B45594544'::bigint);
    if given is null and (select opened from keyed.state) then
        raise exception 'Writes are ordered by the write-behind log.' using errcode = 'KW001';
    end if;
    return coalesce(given, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
end
$$;

-- Lets the log give the sequences from now on; returns the floor: every sequence of the log must be above it.
create or replace function keyed.open_log() returns bigint language plpgsql as $$
declare
    lowest bigint;
begin
    perform pg_advisory_xact_lock(x'4B45594544'::bigint);
    update keyed.state set opened = true,
        floor = greatest((select max(sequence) from keyed.entries), (extract(epoch from clock_timestamp()) * 1000000)::bigint)
    where not opened;
    select floor into lowest from keyed.state;
    return lowest;
end
$$;

-- For an operator who gives up writing behind, when the log is empty and every node is stopped.
create or replace function keyed.close_log() returns void language sql as $$
    update keyed.state set opened = false;
$$;
