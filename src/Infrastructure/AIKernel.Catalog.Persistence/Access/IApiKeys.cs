namespace AIKernel.Catalog.Persistence.Access;

/// <summary>Finds API keys by their public part.</summary>
public interface IApiKeys
{
    /// <summary>The key of this id, valid or not; null if there is none.</summary>
    ValueTask<ApiKeyRecord?> FindAsync(string id, CancellationToken cancellationToken);
}
