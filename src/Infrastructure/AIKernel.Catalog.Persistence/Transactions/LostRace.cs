using Npgsql;

namespace AIKernel.Catalog.Persistence.Transactions;

/// <summary>Tells faults that only mean "somebody else was faster" from real ones.</summary>
internal static class LostRace
{
    public static bool Explains(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException postgres)
                return postgres.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation || IsTransient(postgres);
        }
        return false;
    }

    private static bool IsTransient(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
