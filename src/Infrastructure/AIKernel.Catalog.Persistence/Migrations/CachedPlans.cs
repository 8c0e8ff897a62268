using AIKernel.Catalog.Persistence.Schema;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AIKernel.Catalog.Persistence.Migrations;

/// <summary>The functions behind the triggers, in a language whose plans are kept.</summary>
[DbContext(typeof(CatalogDbContext))]
[Migration(Id)]
internal sealed class CachedPlans : Migration
{
    public const string Id = "20250301000000_CachedPlans";

    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SqlScript.Read("CachedPlans"));

    /// <summary>Nothing to take back: the schema below is served by these functions as well.</summary>
    protected override void Down(MigrationBuilder migrationBuilder)
    {
    }
}
