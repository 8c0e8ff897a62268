using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>Short forms for parameters.</summary>
internal static class KeyedParameters
{
    public static NpgsqlParameter Texts(IEnumerable<string?> texts) => Many(texts.ToArray(), NpgsqlDbType.Text);

    public static NpgsqlParameter Numbers(IEnumerable<long> numbers) => Many(numbers.ToArray(), NpgsqlDbType.Bigint);

    public static NpgsqlParameter Times(IEnumerable<DateTimeOffset> times) => Many(times.Select(Of).ToArray(), NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Time(DateTimeOffset time) => new() { Value = Of(time), NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Number(long? number) => new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Flag(bool flag) => new() { Value = flag, NpgsqlDbType = NpgsqlDbType.Boolean };

    private static NpgsqlParameter Many(Array values, NpgsqlDbType element) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | element };

    // The last moment there is becomes infinity.
    private static DateTime Of(DateTimeOffset time) => time == DateTimeOffset.MaxValue ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : time.UtcDateTime;
}
