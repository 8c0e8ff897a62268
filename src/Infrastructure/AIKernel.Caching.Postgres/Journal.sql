-- The invalidation journal. Idempotent: every node may run it at every start.
-- Writers append through journal.append in the transaction of the change; nothing else is asked of them.
create schema if not exists journal;

create table if not exists journal.entries (
    xid  xid8        not null default pg_current_xact_id(),
    tags text[]      not null,
    at   timestamptz not null default clock_timestamp()
);
create index if not exists entries_xid on journal.entries (xid);

-- One row: how often the epoch was raised by hand, and the id below which entries have been pruned away.
create table if not exists journal.state (
    only_row  boolean primary key default true check (only_row),
    raised    bigint  not null default 0,
    low_water xid8    not null default '0'
);
insert into journal.state default values on conflict do nothing;

-- Unlogged: emptied by crash recovery, kept by a clean restart. A crash may hand out again the ids of transactions whose
-- records were not yet on disk: (1) transaction 100 rolls back, the horizon is 101; (2) a load is stamped 101; (3) the
-- server crashes; (4) another transaction gets id 100 and changes what was loaded. 100 is below the stamp, so the change
-- would be overlooked. With the incarnation the epoch changes in (3). The next reader of the journal puts in a new one.
create unlogged table if not exists journal.incarnation (id uuid not null);

-- Identity of this history: another cluster, timeline (failover), incarnation (crash), database, restored journal, or a
-- call of raise_epoch gives another number, and what was cached under the old one is worth nothing.
-- PL/pgSQL keeps the plan for the session; plain SQL would plan anew at every read of the journal, which costs four times as much.
create or replace function journal.epoch() returns bigint language plpgsql stable as $$
begin
    return hashtextextended(concat_ws('/',
        (select system_identifier from pg_control_system()),
        substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8),
        (select oid from pg_database where datname = current_database()),
        'journal.entries'::regclass::oid,
        (select id from journal.incarnation),
        (select raised from journal.state)), 0);
end
$$;

-- For whoever changes rows behind the triggers' back: a restore of data only, a migration with triggers disabled, an old copy
-- of the server's folder put back. The incarnation changes as well: (1) a copy is taken; (2) the epoch is raised; (3) the copy
-- is put back and the epoch raised again, to the same number as in (2).
create or replace function journal.raise_epoch() returns void language sql as $$
    update journal.state set raised = raised + 1;
    delete from journal.incarnation;
    insert into journal.incarnation values (gen_random_uuid());
    select pg_notify('aikernel_journal', '');
$$;

-- Journals the tags that the current transaction touched and wakes the followers at its commit.
-- The notification carries nothing: its size is limited, and the rows are the truth.
create or replace function journal.append(touched text[]) returns void language plpgsql as $$
begin
    if cardinality(touched) > 0 then
        insert into journal.entries (tags) values (touched);
        perform pg_notify('aikernel_journal', '');
    end if;
end
$$;

-- What became visible since a snapshot that ended at the first id, while those of the list ran: two ranges of one index. The
-- planner takes the first for a third of the table, whatever the id, and so would plan anew at each read of the journal, for
-- longer than the read takes, or settle on reading all of a table that was small when it looked.
-- Stable: it sees the snapshot of the statement that calls it.
create or replace function journal.entries_since(ended xid8, running xid8[]) returns setof journal.entries language plpgsql stable
    set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
    return query select * from journal.entries where xid >= ended union all select * from journal.entries where xid = any (running);
end
$$;

-- The position of the current transaction: a reader that has caught up to it sees its writes.
create or replace function journal.position() returns text language sql as $$
    select lpad(to_hex(journal.epoch()), 16, '0') || '-' || pg_current_xact_id()::text
$$;
