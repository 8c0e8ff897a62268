namespace AIKernel.Catalog.Validation;

/// <summary>How much a resource may say. Texts are measured in Unicode code points.</summary>
public static class ResourceLimits
{
    /// <summary>The longest name.</summary>
    public const int Name = 255;
    /// <summary>The longest namespace.</summary>
    public const int Namespace = 63;
    /// <summary>The longest title of a resource or of a link.</summary>
    public const int Title = 200;
    /// <summary>The longest description.</summary>
    public const int Description = 8192;
    /// <summary>The longest owner.</summary>
    public const int Owner = 255;
    /// <summary>The most tags, after equal ones are merged.</summary>
    public const int Tags = 50;
    /// <summary>The longest tag.</summary>
    public const int Tag = 63;
    /// <summary>The most labels.</summary>
    public const int Labels = 64;
    /// <summary>The longest key of a label.</summary>
    public const int LabelKey = 253;
    /// <summary>The longest value of a label.</summary>
    public const int LabelValue = 255;
    /// <summary>The most links.</summary>
    public const int Links = 20;
    /// <summary>The longest address of a link, in UTF-8 bytes.</summary>
    public const int UrlBytes = 2048;
    /// <summary>The largest spec, in UTF-8 bytes of its canonical form.</summary>
    public const int SpecBytes = DocumentReader.MaxBytes;
    /// <summary>The most levels of objects and arrays in a spec.</summary>
    public const int SpecDepth = DocumentReader.MaxDepth;
}
