using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Npgsql;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>Where databases are: the section <c>ConnectionStrings</c>.</summary>
internal sealed record ConnectionStringsConfiguration : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "ConnectionStrings";

    /// <summary>The PostgreSQL database of the catalog, in Npgsql's keywords. Required.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>What is missing or wrong, in words that do not repeat it: it may hold a password.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Catalog))
            yield return new("is not set. Give the PostgreSQL database of the catalog, for example "
                + "ConnectionStrings__Catalog='Host=127.0.0.1;Database=catalog;Username=catalog;Password=…', or start everything with ./run.", [nameof(Catalog)]);
        else if (!IsConnectionString(Catalog))
            yield return new("is not a PostgreSQL connection string: expected Key=Value pairs with at least Host, joined by semicolons.", [nameof(Catalog)]);
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or DbException)
        {
            return false;
        }
    }
}
