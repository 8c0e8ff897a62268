using System.Diagnostics;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Docker;

/// <summary>
/// What the Dockerfile would make, made by doing what its steps do: the files it copies, and no others, are published by the
/// very commands it gives. As long as the image's base has what this machine has, its containers run like this.
/// </summary>
public sealed class Image : IAsyncLifetime
{
    private static readonly string[] Left = ["bin", "obj"];
    private readonly string _folder = TemporaryFolder.Create("image");

    /// <summary>What lies in the image's <c>/app</c>.</summary>
    internal string App => Path.Combine(_folder, "out");

    public async Task InitializeAsync()
    {
        var (file, source) = (Dockerfile.Shipped, Path.Combine(_folder, "source"));
        foreach (var (sources, target, _) in file.Copies.Where(static copy => copy.Stage == 0))
            foreach (var one in sources) Copy(Checkout.PathOf(one), Path.Combine(source, target, Directory.Exists(Checkout.PathOf(one)) ? "" : Path.GetFileName(one)));
        foreach (var run in file.Of("RUN"))
        {
            var words = run.Words.Select(word => word.StartsWith("/out", StringComparison.Ordinal) ? _folder + word : word).ToArray();
            var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = source };
            // The compiler that stays would keep the folder in use.
            start.Environment["UseSharedCompilation"] = "false";
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            (await Shell.RunAsync(start)).Required(run.Text);
        }
        foreach (var (sources, _, _) in file.Copies.Where(copy => copy.Stage == file.LastStage))
            foreach (var one in sources) Copy(Checkout.PathOf(one), Path.Combine(App, Path.GetFileName(one)));
        Shell.Run("chmod", "-R", "a+rX,a-w", App).Required("chmod");
    }

    public Task DisposeAsync()
    {
        Shell.Run("chmod", "-R", "u+w", App).Required("chmod");
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The command as a container runs it: <c>/app</c> is the image's, the root cannot be written to, <c>/tmp</c> is empty, and the
    /// user is the image's, without a capability. Who is not root here can neither mount nor become another: then it is us.
    /// </summary>
    /// <param name="command">With paths as in the image.</param>
    internal string[] AsInContainer(params string[] command)
    {
        if (!Signals.IsRoot) return [.. command.Select(InImage)];
        const string script = """
            set -e
            mount --bind "$1" /srv
            mount -o remount,bind,ro /srv
            mount -t tmpfs tmpfs /tmp
            mount -o remount,bind,ro /
            cd /srv/api
            shift
            exec "$@"
            """;
        var user = Dockerfile.Shipped.Of("USER").Single().Text.Split(':');
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", App,
            "setpriv", $"--reuid={user[0]}", $"--regid={user[1]}", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--pdeathsig=TERM", "--",
            .. command.Select(static word => word.Replace("/app", "/srv", StringComparison.Ordinal))];
    }

    /// <summary>Where a path of the image lies here.</summary>
    internal string InImage(string path) => path.Replace("/app", App, StringComparison.Ordinal);

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }
        foreach (var one in Directory.EnumerateFileSystemEntries(from).Where(static one => !Left.Contains(Path.GetFileName(one)))) Copy(one, Path.Combine(to, Path.GetFileName(one)));
    }
}
