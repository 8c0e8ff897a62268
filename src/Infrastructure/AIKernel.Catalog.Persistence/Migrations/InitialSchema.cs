using AIKernel.Catalog.Persistence.Schema;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AIKernel.Catalog.Persistence.Migrations;

/// <summary>Resources, versions, relationships; their text index; the triggers that journal every change.</summary>
[DbContext(typeof(CatalogDbContext))]
[Migration(Id)]
internal sealed class InitialSchema : Migration
{
    public const string Id = "20250101000000_InitialSchema";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(SqlScript.Read("Tables"));
        migrationBuilder.Sql(SqlScript.Read("FullText"));
        migrationBuilder.Sql(SqlScript.Read("Triggers"));
    }

    /// <summary>Everything goes. The extension stays: others may use it.</summary>
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        drop table catalog.relationships, catalog.resource_versions, catalog.resources;
        do $$
        declare f regprocedure;
        begin
            for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'catalog'::regnamespace loop
                execute 'drop function ' || f;
            end loop;
        end
        $$;
        """);
}
