namespace AIKernel.Caching.Sharing;

/// <summary>What a frame read from the shared tier turned out to be. Everything but <see cref="Valid"/> is a miss.</summary>
internal enum FrameVerdict
{
    /// <summary>Whole, for this key, not expired; its header may be judged against the table.</summary>
    Valid,
    /// <summary>Shorter or longer than its header says.</summary>
    Truncated,
    /// <summary>Not a frame of ours.</summary>
    Foreign,
    /// <summary>Of a format this build does not read.</summary>
    Version,
    /// <summary>Its bytes do not add up to its checksum.</summary>
    Checksum,
    /// <summary>Written for another key.</summary>
    Key,
    /// <summary>Its lifetime is over.</summary>
    Expired,
    /// <summary>Its payload is, or claims to be, larger than allowed.</summary>
    TooLarge,
    /// <summary>Its payload is not what the serializer writes.</summary>
    Payload,
    /// <summary>A tag was touched since its load, or it is of another epoch or below the low-water mark.</summary>
    Invalidated,
    /// <summary>Encrypted with a key that this node does not have.</summary>
    UnknownKey,
    /// <summary>Encrypted, and changed since; or not encrypted although it is sensitive.</summary>
    Forged,
}
