using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Operations.Stats;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Api.Operations.MostRead;

/// <summary>The resources read most.</summary>
internal static class TopEndpoint
{
    private const int Most = 100;

    private static readonly NumberParameter Count = new("n", "How many of them.", 1, Most, 10);

    public static void MapTop(this RouteGroupBuilder operations) => operations.MapGet("/stats/top", GetAsync).Named("topStats", "The resources read most lately")
        .Takes(Count).NeedsDatabase()
        .Answers(200, "The most read first; resources that are deleted are left out.", "TopStats", headers: "Cache-Control");

    private static async Task<OperatorAnswer> GetAsync(HttpContext http, MostReadList list, IResourceRepository resources, CancellationToken cancellationToken)
    {
        var (top, source) = await list.TopAsync(QueryValues.Of(http).Get(Count), cancellationToken);
        var found = await resources.GetManyAsync([.. top.Select(static one => one.Key)], cancellationToken);
        var items = top.Zip(found).Where(static pair => pair.Second is { DeletedAt: null }).Select(static pair => new TopItem(pair.First.Key, pair.Second!.Ref, pair.First.Value));
        return OperatorAnswer.Of(new([.. items], source), OperationsJson.Instance.TopAnswer);
    }
}
