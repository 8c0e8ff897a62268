using System.Diagnostics;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Tracing;

/// <summary>
/// Tells PostgreSQL which trace a statement belongs to, in a comment at its end (<c>/*traceparent='…'*/</c>, the form of
/// sqlcommenter), so that its log and pg_stat_activity lead back to the trace. Only while the current activity is
/// recorded (of a command of several statements it is the last that tells); and never where statements are prepared, which a text that differs each time would undo.
/// </summary>
internal static class SqlTraceContext
{
    // Nearly always there is one connection string. Exchanged as a whole, so it needs no lock.
    private static volatile Preparing? _last;

    /// <summary>The statement, with its comment where it gets one.</summary>
    public static string Mark(string sql, NpgsqlConnection? connection) =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity && connection is not null && !PreparesByItself(connection)
            // Hexadecimal digits and hyphens: nothing that could end the comment.
            ? WithComment(sql, $" /*traceparent='00-{activity.TraceId}-{activity.SpanId}-01'*/")
            : sql;

    /// <summary>Behind a last semicolon it would be a statement of its own, an empty one.</summary>
    private static string WithComment(string sql, string comment)
    {
        var end = sql.AsSpan().TrimEnd();
        return end is [.. var statement, ';'] ? $"{statement}{comment};" : $"{end}{comment}";
    }

    private static bool PreparesByItself(NpgsqlConnection connection)
    {
        var text = connection.ConnectionString;
        if (_last is not { } last || !string.Equals(last.ConnectionString, text, StringComparison.Ordinal))
            _last = last = new(text, new NpgsqlConnectionStringBuilder(text).MaxAutoPrepare > 0);
        return last.IsOn;
    }

    private sealed record Preparing(string ConnectionString, bool IsOn);
}
