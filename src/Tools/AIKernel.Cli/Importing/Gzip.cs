namespace AIKernel.Cli.Importing;

/// <summary>Tells a gzip file by its first two bytes: names lie.</summary>
internal static class Gzip
{
    /// <summary>Looks at the start of a seekable stream and puts it back there.</summary>
    public static bool Detect(Stream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b];
    }
}
