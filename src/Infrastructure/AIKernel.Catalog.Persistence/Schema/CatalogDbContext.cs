using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AIKernel.Catalog.Persistence.Schema;

/// <summary>The schema <c>catalog</c> as Entity Framework sees it. Its DDL is written by hand, in Migrations.</summary>
internal sealed class CatalogDbContext(DbContextOptions<CatalogDbContext> options) : DbContext(options)
{
    public const string SchemaName = "catalog";

    public DbSet<ResourceRow> Resources => Set<ResourceRow>();
    public DbSet<VersionRow> Versions => Set<VersionRow>();
    public DbSet<RelationshipRow> Relationships => Set<RelationshipRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(SchemaName);
        modelBuilder.Entity<ResourceRow>(row =>
        {
            row.ToTable("resources");
            row.HasKey(r => r.Id);
            MapContent(row);
        });
        modelBuilder.Entity<VersionRow>(row =>
        {
            row.ToTable("resource_versions");
            row.HasKey(v => new { v.ResourceId, v.Number });
            row.HasOne<ResourceRow>().WithMany().HasForeignKey(v => v.ResourceId);
            MapContent(row);
        });
        modelBuilder.Entity<RelationshipRow>(row =>
        {
            row.ToTable("relationships");
            row.HasKey(e => e.Id);
            row.Property(e => e.Properties).HasColumnType("json");
            row.HasOne(e => e.SourceResource).WithMany().HasForeignKey(e => e.Source);
            row.HasOne(e => e.TargetResource).WithMany().HasForeignKey(e => e.Target);
        });
        NameColumns(modelBuilder);
    }

    private static void MapContent<TRow>(EntityTypeBuilder<TRow> row) where TRow : class, IContentColumns
    {
        row.Property(r => r.Labels).HasColumnType("jsonb");
        row.Property(r => r.Links).HasColumnType("json");
        row.Property(r => r.Spec).HasColumnType("json");
    }

    /// <summary>Columns are named as PostgreSQL's users expect: <c>ContentHash</c> is <c>content_hash</c>.</summary>
    private static void NameColumns(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(string.Concat(property.Name.Select((letter, index) =>
                    index > 0 && char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}")));
            }
        }
    }
}
