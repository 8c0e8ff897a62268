using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Validation;

/// <summary>Fingerprints of content.</summary>
public static class ContentHash
{
    /// <summary>
    /// Lower-case hexadecimal SHA-256 of the content's canonical JSON: equal content has an equal hash, on every
    /// machine and in every release.
    /// </summary>
    public static string Of(ResourceContent content) => throw new NotImplementedException();
}
