using AIKernel.Catalog.Persistence.Schema;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AIKernel.Catalog.Persistence.Access;

/// <summary>The table of API keys, and the triggers that journal every change of it, so that every node knows at once of a revocation.</summary>
[DbContext(typeof(CatalogDbContext))]
[Migration(Id)]
internal sealed class ApiKeysSchema : Migration
{
    public const string Id = "20250102000000_ApiKeys";

    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table catalog.api_keys (
            id         text        collate "C" primary key,
            name       text        collate "C" not null,
            hash       text        collate "C" not null,
            scopes     text[]      collate "C" not null,
            created_at timestamptz not null default now(),
            expires_at timestamptz,
            revoked_at timestamptz,
            constraint api_keys_id check (id ~ '^[0-9a-f]{16}$'),
            constraint api_keys_name check (name ~ '^[A-Za-z0-9][A-Za-z0-9._@/-]{0,62}$'),
            constraint api_keys_hash check (hash ~ '^[0-9a-f]{64}$'),
            constraint api_keys_scopes check (cardinality(scopes) >= 1 and scopes <@ array['catalog:read', 'catalog:write', 'cache:admin'])
        );
        create index api_keys_by_name on catalog.api_keys (name);

        create function catalog.journal_api_keys() returns trigger language plpgsql as $$
        declare
            ids text[];
        begin
            if tg_op = 'TRUNCATE' then
                perform journal.append(array['api-keys:*']);
                return null;
            end if;
            -- Each trigger has only the transition tables it declares; a branch is planned when it is first entered.
            if tg_op = 'INSERT' then ids := array(select id from after limit 1001);
            elsif tg_op = 'DELETE' then ids := array(select id from before limit 1001);
            else ids := array(select id from before union select id from after limit 1001);
            end if;
            if cardinality(ids) > 1000 then perform journal.append(array['api-keys:*']);
            elsif cardinality(ids) > 0 then perform journal.append(array(select 'api-key:' || id from unnest(ids) t (id)));
            end if;
            return null;
        end
        $$;

        create trigger journal_insert after insert on catalog.api_keys
            referencing new table as after for each statement execute function catalog.journal_api_keys();
        create trigger journal_update after update on catalog.api_keys
            referencing old table as before new table as after for each statement execute function catalog.journal_api_keys();
        create trigger journal_delete after delete on catalog.api_keys
            referencing old table as before for each statement execute function catalog.journal_api_keys();
        create trigger journal_truncate after truncate on catalog.api_keys
            for each statement execute function catalog.journal_api_keys();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "drop table catalog.api_keys; drop function catalog.journal_api_keys();");
}
