using AIKernel.Caching.Strategies;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>The keyed cache as a feature of every request.</summary>
public interface IKeyedCacheFeature
{
    /// <summary>The keyed cache.</summary>
    IKeyedCache Cache { get; }
}

/// <summary>The keyed cache at hand wherever a request is.</summary>
public static class KeyedCacheHttpContextExtensions
{
    /// <summary>The keyed cache.</summary>
    /// <exception cref="InvalidOperationException">The request did not come through this host's pipeline.</exception>
    public static IKeyedCache Cache(this HttpContext context) => (context.Features.Get<IKeyedCacheFeature>()
        ?? throw new InvalidOperationException("The request did not come through the pipeline that has the keyed cache.")).Cache;
}

/// <summary>One for all requests: it holds nothing of any.</summary>
internal sealed class KeyedCacheFeature(IKeyedCache cache) : IKeyedCacheFeature
{
    public IKeyedCache Cache => cache;
}
