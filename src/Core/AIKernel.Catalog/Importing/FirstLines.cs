using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Catalog.Importing;

/// <summary>
/// Which line of a file named a thing first. Keeps 128 bits of each name's SHA-256, not the name: a full file costs
/// about 20 MB, and nobody can make two names meet.
/// </summary>
internal sealed class FirstLines
{
    private readonly Dictionary<UInt128, int> _lines = [];

    /// <summary>The earlier line that named it, or null when this line is the first.</summary>
    public int? Note(string name, int line)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        if (_lines.TryAdd(MemoryMarshal.Read<UInt128>(hash), line)) return null;
        return _lines[MemoryMarshal.Read<UInt128>(hash)];
    }
}
