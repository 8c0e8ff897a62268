-- What the triggers call at every write keeps its plans between calls: PostgreSQL plans the body of a function in plain SQL
-- that it cannot inline anew each time, and keeps the plans of PL/pgSQL for the session. The answers are the same as before.

create or replace function catalog.neighbours(ids uuid[]) returns setof uuid language plpgsql stable as $$
begin
    return query
        (select e.target from unnest(ids) m (id) join catalog.relationships e on e.source = m.id
         union
         select e.source from unnest(ids) m (id) join catalog.relationships e on e.target = m.id)
        limit 1001;
end
$$;

create or replace function catalog.edge_tags(ids uuid[]) returns text[] language plpgsql immutable as $$
begin
    if cardinality(ids) = 0 then return '{}'::text[]; end if;
    if cardinality(ids) > 1000 then return array['edges:*', 'edges']; end if;
    return array(select distinct 'edges:' || id from unnest(ids) t (id)) || 'edges'::text;
end
$$;

create or replace function catalog.append_version_tags(ids uuid[]) returns void language plpgsql as $$
begin
    if cardinality(ids) > 1000 then perform journal.append(array['versions:*']);
    else perform journal.append(array(select 'versions:' || id from unnest(ids) t (id)));
    end if;
end
$$;

create or replace function catalog.append_relationship_tags(ids uuid[], ends uuid[]) returns void language plpgsql as $$
begin
    if cardinality(ids) > 1000 or cardinality(ends) > 1000 then perform journal.append(array['edges:*', 'edges']);
    else perform journal.append(array(select 'relationship:' || id from unnest(ids) t (id)) || catalog.edge_tags(ends));
    end if;
end
$$;
