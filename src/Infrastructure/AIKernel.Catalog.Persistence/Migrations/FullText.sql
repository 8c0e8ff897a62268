create extension if not exists pg_trgm;

-- Names are made of parts: what joins them separates words here. The application treats queries alike.
create function catalog.words(value text) returns text language sql immutable strict parallel safe as $$
    select translate(value, '-._/:@+~<>&=\', '             ')
$$;

create function catalog.search_document(name text, title text, tags text[], description text)
    returns tsvector language sql immutable parallel safe as $$
    select setweight(to_tsvector('pg_catalog.english'::regconfig, catalog.words(name)), 'A')
        || setweight(to_tsvector('pg_catalog.english'::regconfig, catalog.words(concat_ws(' ', title, array_to_string(tags, ' ')))), 'B')
        || setweight(to_tsvector('pg_catalog.english'::regconfig, catalog.words(description)), 'C')
$$;

-- The search index is part of the row: it can neither lag behind it nor be forgotten.
alter table catalog.resources
    add column search tsvector generated always as (catalog.search_document(name, title, tags, description)) stored,
    add column tokens tsvector generated always as (to_tsvector('pg_catalog.simple'::regconfig, catalog.words(name || ' ' || title))) stored;

create index resources_search on catalog.resources using gin (search) with (gin_pending_list_limit = 256) where deleted_at is null;
create index resources_tokens on catalog.resources using gin (tokens) with (gin_pending_list_limit = 256) where deleted_at is null;
create index resources_similar on catalog.resources using gin ((name || ' ' || title) gin_trgm_ops) with (gin_pending_list_limit = 256) where deleted_at is null;
create index resources_prefix on catalog.resources (lower(name), id) where deleted_at is null;
