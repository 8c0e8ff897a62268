using System.Security.Cryptography;
using System.Text;

namespace AIKernel.LocalServers;

/// <summary>Files that only their owner can read from the moment they exist, and that are whole or not there.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string content)
    {
        var draft = $"{path}.{Environment.ProcessId}.new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The password kept in the file, invented (128 bits) the first time.</summary>
    public static string Password(string path)
    {
        if (!File.Exists(path))
            Write(path, RandomNumberGenerator.GetHexString(32, lowercase: true));

        return File.ReadAllText(path).Trim();
    }
}
