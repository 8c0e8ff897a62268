create schema if not exists catalog;

-- Key columns compare by code unit ("C"), so that lists, cursors and the application agree on every server locale.
create table catalog.resources (
    id           uuid        primary key,
    kind         text        collate "C" not null,
    namespace    text        collate "C" not null,
    name         text        collate "C" not null,
    -- The reference in the form in which it is unique. One column, so that the planner cannot take a part of it for the
    -- whole: without statistics it joined on kind and namespace alone, and compared every name with every other.
    key          text        collate "C" not null generated always as (kind || ':' || namespace || '/' || lower(name)) stored,
    title        text        not null,
    description  text        not null default '',
    owner        text        collate "C",
    lifecycle    text        collate "C" not null default 'active',
    tags         text[]      collate "C" not null default '{}',
    labels       jsonb       not null default '{}',
    links        json        not null default '[]',
    spec         json        not null default '{}',
    version      integer     not null default 1,
    revision     bigint      not null default 1,
    content_hash text        collate "C" not null,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    deleted_at   timestamptz,
    constraint resources_kind check (kind ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    constraint resources_namespace check (namespace ~ '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$'),
    constraint resources_name check (name ~ '^[A-Za-z0-9@~][A-Za-z0-9._~:@+/-]{0,254}$' and name !~ '//|/$|(^|/)[.]{1,2}(/|$)'),
    constraint resources_title check (char_length(title) <= 255), -- 200 by the writers' rules; a defaulted title is as long as a name
    constraint resources_description check (char_length(description) <= 8192),
    constraint resources_lifecycle check (lifecycle in ('draft', 'active', 'deprecated', 'retired')),
    constraint resources_tags check (cardinality(tags) <= 50 and array_position(tags, null) is null
        and array_to_string(tags, '') !~ '\s' and array_to_string(tags, ' ') ~ '^([a-z0-9][a-z0-9:+#._-]{0,62}( |$))*$'),
    constraint resources_labels check (jsonb_typeof(labels) = 'object'),
    constraint resources_links check (json_typeof(links) = 'array'),
    constraint resources_spec check (json_typeof(spec) = 'object' and octet_length(spec::text) <= 1048576), -- canonical escapes may lengthen 256 KiB
    constraint resources_version check (version >= 1 and revision >= 1),
    constraint resources_content_hash check (content_hash ~ '^[0-9a-f]{64}$')
);

-- The name of a soft-deleted resource is free again.
create unique index resources_key on catalog.resources (key) where deleted_at is null;
create index resources_reference on catalog.resources (key, deleted_at);
create index resources_by_key on catalog.resources (kind, namespace, name, id) where deleted_at is null;
create index resources_by_namespace on catalog.resources (namespace, kind, name, id) where deleted_at is null;
create index resources_by_name on catalog.resources (name, id) where deleted_at is null;
-- Whether a resource is live and of which kind, without a visit to the (wide) table: what walks ask.
create index resources_live on catalog.resources (id) include (kind) where deleted_at is null;
create index resources_by_updated on catalog.resources (updated_at, id) where deleted_at is null;
create index resources_by_created on catalog.resources (created_at, id) where deleted_at is null;
create index resources_by_owner on catalog.resources (owner, kind) where deleted_at is null and owner is not null;
create index resources_by_tag on catalog.resources using gin (tags) with (gin_pending_list_limit = 256) where deleted_at is null;
create index resources_by_label on catalog.resources using gin (labels jsonb_path_ops) with (gin_pending_list_limit = 256) where deleted_at is null;

create table catalog.resource_versions (
    resource_id    uuid        not null references catalog.resources (id) on delete cascade,
    number         integer     not null,
    kind           text        collate "C" not null,
    namespace      text        collate "C" not null,
    name           text        collate "C" not null,
    title          text        not null,
    description    text        not null,
    owner          text        collate "C",
    lifecycle      text        collate "C" not null,
    tags           text[]      collate "C" not null,
    labels         jsonb       not null,
    links          json        not null,
    spec           json        not null,
    changed_fields text[]      not null,
    content_hash   text        collate "C" not null,
    created_at     timestamptz not null,
    primary key (resource_id, number),
    constraint resource_versions_number check (number >= 1)
);

create table catalog.relationships (
    id         uuid        primary key,
    source     uuid        not null references catalog.resources (id) on delete cascade,
    type       text        collate "C" not null,
    target     uuid        not null references catalog.resources (id) on delete cascade,
    properties json        not null default '{}',
    revision   bigint      not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint relationships_type check (type ~ '^[a-z][a-z_]{0,62}$'),
    constraint relationships_self check (source <> target),
    constraint relationships_properties check (json_typeof(properties) = 'object'),
    constraint relationships_revision check (revision >= 1)
);

create unique index relationships_edge on catalog.relationships (source, type, target);
-- Lists of one resource's edges in their order, and walks from either end without a visit to the table.
create index relationships_leaving on catalog.relationships (source, type, id) include (target);
create index relationships_entering on catalog.relationships (target, type, id) include (source);

-- A change typed by hand knows neither revision nor hash. Without a new revision a client's ETag would still
-- match, and with the old hash the next import would take the row for unchanged.
create function catalog.restamp_resource() returns trigger language plpgsql as $$
begin
    new.revision := old.revision + 1;
    new.updated_at := greatest(now(), old.updated_at);
    new.content_hash := encode(sha256(convert_to(concat_ws('|', new.id, new.revision, new.updated_at), 'UTF8')), 'hex');
    return new;
end
$$;

create trigger restamp before update on catalog.resources for each row
    when (old.revision = new.revision and old.content_hash = new.content_hash and
          (old.kind, old.namespace, old.name, old.title, old.description, old.owner, old.lifecycle, old.tags, old.labels, old.links::text, old.spec::text)
          is distinct from
          (new.kind, new.namespace, new.name, new.title, new.description, new.owner, new.lifecycle, new.tags, new.labels, new.links::text, new.spec::text))
    execute function catalog.restamp_resource();

create function catalog.restamp_revision() returns trigger language plpgsql as $$
begin
    new.revision := old.revision + 1;
    new.updated_at := greatest(now(), old.updated_at);
    return new;
end
$$;

create trigger restamp_deleted before update on catalog.resources for each row
    when (old.revision = new.revision and old.deleted_at is distinct from new.deleted_at)
    execute function catalog.restamp_revision();

create trigger restamp before update on catalog.relationships for each row
    when (old.revision = new.revision and
          (old.source, old.type, old.target, old.properties::text) is distinct from (new.source, new.type, new.target, new.properties::text))
    execute function catalog.restamp_revision();
