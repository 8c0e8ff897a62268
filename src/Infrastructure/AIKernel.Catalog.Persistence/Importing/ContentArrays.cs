using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>Contents turned by a quarter: one array per column, so that a statement takes any number of rows.</summary>
internal static class ContentArrays
{
    /// <summary>The content columns, as insert lists and <see cref="Values"/> name them.</summary>
    public const string Columns = "kind, namespace, name, title, description, owner, lifecycle, tags, labels, links, spec, content_hash";

    /// <summary>The columns with their types, of the rows <c>u</c> made by <see cref="Rows"/>.</summary>
    public const string Values =
        "u.kind, u.namespace, u.name, u.title, u.description, u.owner, u.lifecycle, string_to_array(u.tags, ' '), u.labels::jsonb, u.links::json, u.spec::json, u.content_hash";

    /// <summary>A from-item: the rows of the parameters 1 (ids) and 2 to 13.</summary>
    public const string Rows =
        "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) u (id, kind, namespace, name, title, description, owner, lifecycle, tags, labels, links, spec, content_hash)";

    public static NpgsqlParameter[] Parameters(IReadOnlyList<(Guid Id, ResourceContent Content, string Hash)> rows)
    {
        return
        [
            rows.Select(static row => row.Id).ToArray().Many(NpgsqlDbType.Uuid),
            Text(static content => content.Kind),
            Text(static content => content.Namespace),
            Text(static content => content.Name),
            Text(static content => content.Title),
            Text(static content => content.Description),
            Text(static content => content.Owner),
            Text(static content => LifecycleText.Of(content.Lifecycle)),
            Text(static content => string.Join(' ', content.Tags)), // no tag holds a space; arrays of unequal arrays do not exist
            Text(static content => ContentJson.Write(content.Labels)),
            Text(static content => ContentJson.Write(content.Links)),
            Text(static content => content.Spec.Text),
            rows.Select(static row => row.Hash).ToArray().Many(NpgsqlDbType.Text),
        ];

        NpgsqlParameter Text(Func<ResourceContent, string?> column) => rows.Select(row => column(row.Content)).ToArray().Many(NpgsqlDbType.Text);
    }
}
