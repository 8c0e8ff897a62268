namespace AIKernel.Caching;

/// <summary>How payloads are packed in the shared tier. Whatever the setting, what was packed in another way is read.</summary>
public enum PayloadCompression
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>gzip (RFC 1952) at level 6.</summary>
    Gzip,
    /// <summary>Brotli (RFC 7932) at quality 4: about the same work and size as gzip, without a byte of garbage.</summary>
    Brotli,
}
