namespace AIKernel.LocalServers;

/// <summary>
/// Makes a folder belong to one live process at a time. The lock is the kernel's (<c>flock</c>), so it ends with the
/// process however that ends; the file itself stays and means nothing.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns <see langword="null"/> when another process or server holds it.</summary>
    public static DirectoryLock? TryTake(string directory)
    {
        Directory.CreateDirectory(directory);
        try
        {
            return new DirectoryLock(new FileStream(
                Path.Combine(directory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static DirectoryLock Take(string directory) =>
        TryTake(directory) ?? throw new LocalServerException($"{directory} is in use by another running process.");

    public void Dispose() => _file.Dispose();
}
