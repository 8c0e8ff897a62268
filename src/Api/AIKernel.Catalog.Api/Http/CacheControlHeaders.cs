using AIKernel.Catalog.Api.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>What kind of answer it is, as far as caches between us and the reader are concerned.</summary>
internal enum AnswerClass
{
    /// <summary>One resource or relationship.</summary>
    Item,
    /// <summary>A list, a search, a walk.</summary>
    List,
    /// <summary>The same for everybody and not about the catalog's content, such as the contract.</summary>
    Public,
    /// <summary>One version: it never changes.</summary>
    Immutable,
}

/// <summary>The Cache-Control text of each class of answer, put together once.</summary>
internal sealed class CacheControlHeaders(IOptions<FreshnessOptions> options)
{
    /// <summary>For answers to writes, and for problems.</summary>
    public const string NoStore = "no-store";

    private const int Year = 31_536_000;
    private const string Revalidate = "private, no-cache";
    private readonly string _item = options.Value.Item is > 0 and var age ? $"private, max-age={age}" : Revalidate;
    private readonly string _list = options.Value.List is > 0 and var age ? $"private, max-age={age}" : Revalidate;
    private readonly string _public = Shared(options.Value);

    public string For(AnswerClass answer) => answer switch
    {
        AnswerClass.Item => _item,
        AnswerClass.List => _list,
        AnswerClass.Public => _public,
        _ => "private, max-age=31536000, immutable",
    };

    /// <summary>For how many seconds an answer may be used again without asking; 0 for none.</summary>
    public int FreshFor(AnswerClass answer) => answer switch
    {
        AnswerClass.Item => options.Value.Item ?? 0,
        AnswerClass.List => options.Value.List ?? 0,
        AnswerClass.Public => options.Value.Public ?? 0,
        _ => Year,
    };

    /// <summary>
    /// The request headers that choose an answer. Only items have one form for everybody. Where answers may be used again
    /// without asking, a reader's own cache must not answer a read that has to see a write with what it kept from before.
    /// </summary>
    public string? VaryOf(AnswerClass answer) => answer switch
    {
        AnswerClass.Item => FreshFor(answer) > 0 ? HeaderNamesOfOurs.CatalogPosition : null,
        AnswerClass.List when FreshFor(answer) > 0 => $"{HeaderNames.AcceptEncoding}, {HeaderNamesOfOurs.CatalogPosition}",
        _ => HeaderNames.AcceptEncoding,
    };

    private static string Shared(FreshnessOptions options) => options switch
    {
        { Public: > 0, Shared: > 0 } => $"public, max-age={options.Public}, s-maxage={options.Shared}",
        { Public: > 0 } => $"public, max-age={options.Public}",
        _ => Revalidate,
    };
}
