-- What a change touches is said here and nowhere else. One journal row per statement, none when no row changed.
-- Above 1,000 resources a statement journals the family's wide tags instead: every cached entry carries its own.
-- The cascade of a purge reaches relationships and versions through their own triggers.

-- The resources at the other end of these resources' edges, at most 1,001 of them.
create function catalog.neighbours(ids uuid[]) returns setof uuid language sql stable as $$
    (select e.target from unnest(ids) m (id) join catalog.relationships e on e.source = m.id
     union
     select e.source from unnest(ids) m (id) join catalog.relationships e on e.target = m.id)
    limit 1001
$$;

-- The edge tags of these resources, or the wide ones when there are too many; none for none.
create function catalog.edge_tags(ids uuid[]) returns text[] language sql immutable as $$
    select case
        when cardinality(ids) = 0 then '{}'::text[]
        when cardinality(ids) > 1000 then array['edges:*', 'edges']
        else array(select distinct 'edges:' || id from unnest(ids) t (id)) || 'edges'::text
    end
$$;

create function catalog.journal_resources_inserted() returns trigger language plpgsql as $$
begin
    if (select count(*) from (select from after limit 1001) few) > 1000 then
        perform journal.append(array['resources:*', 'resources', 'edges:*', 'edges']);
    elsif exists (select from after) then
        perform journal.append(array(
            select 'resource:' || id from after
            union select 'ref:' || key from after
            union select 'kind:' || kind from after)
            || 'resources'::text
            || catalog.edge_tags(array(select id from after)));
    end if;
    return null;
end
$$;

create function catalog.journal_resources_updated() returns trigger language plpgsql as $$
declare
    moved  uuid[]; -- their neighbours' answers show another reference, or show them no longer
    retold uuid[]; -- answers about their own edges show another line
begin
    if not exists (select from after) then return null; end if;
    if (select count(*) from (select from after limit 1001) few) > 1000 then
        perform journal.append(array['resources:*', 'resources', 'edges:*', 'edges']);
        return null;
    end if;
    -- A full join: an update of the id itself is the end of one resource and the beginning of another.
    select coalesce(array_agg(id) filter (where is_moved), '{}'), coalesce(array_agg(id), '{}') into moved, retold
    from (select coalesce(a.id, b.id) as id,
                 (a.kind, a.namespace, a.name, a.deleted_at, a.id) is distinct from (b.kind, b.namespace, b.name, b.deleted_at, b.id) as is_moved,
                 a.title is distinct from b.title as is_retitled
          from after a full join before b on b.id = a.id) changed
    where is_moved or is_retitled;
    perform journal.append(array(
        select 'resource:' || id from (table before union all table after) r
        union select 'ref:' || key from (table before union all table after) r
        union select 'kind:' || kind from (table before union all table after) r)
        || 'resources'::text
        || catalog.edge_tags(array(select unnest(retold) union select catalog.neighbours(moved))));
    return null;
end
$$;

create function catalog.journal_resources_deleted() returns trigger language plpgsql as $$
begin
    if (select count(*) from (select from before limit 1001) few) > 1000 then
        perform journal.append(array['resources:*', 'resources', 'edges:*', 'edges']);
    elsif exists (select from before) then
        perform journal.append(array(
            select 'resource:' || id from before
            union select 'ref:' || key from before
            union select 'kind:' || kind from before)
            || 'resources'::text
            || catalog.edge_tags(array(select id from before union select catalog.neighbours(array(select id from before)))));
    end if;
    return null;
end
$$;

create function catalog.append_version_tags(ids uuid[]) returns void language sql as $$
    select journal.append(case
        when cardinality(ids) > 1000 then array['versions:*']
        else array(select 'versions:' || id from unnest(ids) t (id)) end)
$$;

create function catalog.journal_versions_inserted() returns trigger language plpgsql as $$
begin
    perform catalog.append_version_tags(array(select distinct resource_id from after limit 1001));
    return null;
end
$$;

create function catalog.journal_versions_updated() returns trigger language plpgsql as $$
begin
    perform catalog.append_version_tags(array(select resource_id from before union select resource_id from after limit 1001));
    return null;
end
$$;

create function catalog.journal_versions_deleted() returns trigger language plpgsql as $$
begin
    perform catalog.append_version_tags(array(select distinct resource_id from before limit 1001));
    return null;
end
$$;

-- Too many edges or too many ends: the wide tags.
create function catalog.append_relationship_tags(ids uuid[], ends uuid[]) returns void language sql as $$
    select journal.append(case
        when cardinality(ids) > 1000 or cardinality(ends) > 1000 then array['edges:*', 'edges']
        else array(select 'relationship:' || id from unnest(ids) t (id)) || catalog.edge_tags(ends) end)
$$;

-- A change of a resource names its neighbours, so it must see their edges. Closes: (1) one transaction restores Y and finds
-- no edge of it; (2) another adds X -> Y and commits; (3) X's edges are loaded, Y hidden among them; (4) the restore
-- commits, and nothing tells of X. With the ends locked, (2) waits for the restore, or the restore for (2).
create function catalog.lock_ends(ids uuid[]) returns void language plpgsql as $$
begin
    perform from catalog.resources r where r.id = any (ids) order by r.id for share;
end
$$;

create function catalog.journal_relationships_inserted() returns trigger language plpgsql as $$
begin
    perform catalog.lock_ends(array(select source from after union select target from after));
    perform catalog.append_relationship_tags(
        array(select id from after limit 1001),
        array(select source from after union select target from after limit 1001));
    return null;
end
$$;

create function catalog.journal_relationships_updated() returns trigger language plpgsql as $$
begin
    perform catalog.lock_ends(array(select source from after union select target from after));
    perform catalog.append_relationship_tags(
        array(select id from before union select id from after limit 1001),
        array(select source from before union select target from before
              union select source from after union select target from after limit 1001));
    return null;
end
$$;

create function catalog.journal_relationships_deleted() returns trigger language plpgsql as $$
begin
    perform catalog.append_relationship_tags(
        array(select id from before limit 1001),
        array(select source from before union select target from before limit 1001));
    return null;
end
$$;

-- The arguments are the tags.
create function catalog.journal_truncated() returns trigger language plpgsql as $$
begin
    perform journal.append(array(select unnest(tg_argv)));
    return null;
end
$$;

create trigger journal_insert after insert on catalog.resources
    referencing new table as after for each statement execute function catalog.journal_resources_inserted();
create trigger journal_update after update on catalog.resources
    referencing old table as before new table as after for each statement execute function catalog.journal_resources_updated();
create trigger journal_delete after delete on catalog.resources
    referencing old table as before for each statement execute function catalog.journal_resources_deleted();
create trigger journal_truncate after truncate on catalog.resources
    for each statement execute function catalog.journal_truncated('resources:*', 'resources', 'edges:*', 'edges');

create trigger journal_insert after insert on catalog.resource_versions
    referencing new table as after for each statement execute function catalog.journal_versions_inserted();
create trigger journal_update after update on catalog.resource_versions
    referencing old table as before new table as after for each statement execute function catalog.journal_versions_updated();
create trigger journal_delete after delete on catalog.resource_versions
    referencing old table as before for each statement execute function catalog.journal_versions_deleted();
create trigger journal_truncate after truncate on catalog.resource_versions
    for each statement execute function catalog.journal_truncated('versions:*');

create trigger journal_insert after insert on catalog.relationships
    referencing new table as after for each statement execute function catalog.journal_relationships_inserted();
create trigger journal_update after update on catalog.relationships
    referencing old table as before new table as after for each statement execute function catalog.journal_relationships_updated();
create trigger journal_delete after delete on catalog.relationships
    referencing old table as before for each statement execute function catalog.journal_relationships_deleted();
create trigger journal_truncate after truncate on catalog.relationships
    for each statement execute function catalog.journal_truncated('edges:*', 'edges');
