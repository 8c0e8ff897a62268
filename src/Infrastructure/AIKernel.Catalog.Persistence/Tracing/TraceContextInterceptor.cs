using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Tracing;

/// <summary>Marks the statements that EF Core writes with their trace.</summary>
internal sealed class TraceContextInterceptor : DbCommandInterceptor
{
    /// <summary>The one there is: it keeps nothing.</summary>
    public static TraceContextInterceptor Instance { get; } = new();

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        Marked(command, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        new(Marked(command, result));

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) =>
        Marked(command, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) =>
        new(Marked(command, result));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        Marked(command, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(Marked(command, result));

    private static T Marked<T>(DbCommand command, T result)
    {
        // A prepared command whose text changes is one that has to be prepared again.
        if (command is NpgsqlCommand { IsPrepared: false } npgsql) npgsql.CommandText = SqlTraceContext.Mark(npgsql.CommandText, npgsql.Connection);
        return result;
    }
}
