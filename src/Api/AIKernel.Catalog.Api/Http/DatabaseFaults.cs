using System.Net.Sockets;
using AIKernel.Caching.Journal;
using Npgsql;

namespace AIKernel.Catalog.Api.Http;

/// <summary>Tells a database that cannot be reached, or is not ready, from a bug.</summary>
internal static class DatabaseFaults
{
    /// <summary>Whether the fault means: try again later. A cancellation does: the caller's own never comes here, so it is a deadline.</summary>
    public static bool IsOutage(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException postgres) return IsOutage(postgres);
            if (cause is NpgsqlException or TimeoutException or SocketException or JournalUnavailableException or OperationCanceledException) return true;
        }
        return false;
    }

    /// <summary>The fault's name for the log: a state code where the server said one.</summary>
    public static string Name(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
            if (cause is PostgresException postgres) return postgres.SqlState;
        return fault.GetBaseException().GetType().Name;
    }

    // Classes of the server's states: connection, resources, operator intervention (shutdown, cancelled by a timeout),
    // system error, lost race; and a database that is not there yet.
    private static bool IsOutage(PostgresException fault) =>
        fault.IsTransient || fault.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ReadOnlySqlTransaction
        || fault.SqlState[..2] is "08" or "53" or "57" or "58" or "40" or "28";
}
