using AIKernel.Catalog.Api.Operations.MostRead;
using Npgsql;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>Chooses what is worth loading ahead: what is read most, and where nobody has read yet, what most others depend on.</summary>
internal interface IWarmUpPlan
{
    Task<IReadOnlyList<Guid>> ChooseAsync(int count, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class WarmUpPlan(MostReadList mostRead, NpgsqlDataSource database) : IWarmUpPlan
{
    // Of live resources that others point to, those most point to; by id where that says nothing, so that nodes agree.
    private const string MostDependedOn = """
        select edges.target from catalog.relationships edges join catalog.resources live on live.id = edges.target and live.deleted_at is null
        group by edges.target order by count(*) desc, edges.target limit $1
        """;

    public async Task<IReadOnlyList<Guid>> ChooseAsync(int count, CancellationToken cancellationToken)
    {
        var (read, _) = await mostRead.TopAsync(count, cancellationToken);
        return read.Count > 0 ? [.. read.Select(static one => one.Key)] : await ReadMostDependedOnAsync(count, cancellationToken);
    }

    private async Task<IReadOnlyList<Guid>> ReadMostDependedOnAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(MostDependedOn);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken)) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
