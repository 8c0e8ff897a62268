using System.Diagnostics;

namespace AIKernel.LocalServers;

/// <summary>A helper program run to its end.</summary>
internal static class Command
{
    internal sealed record Outcome(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;
    }

    /// <summary>Gives the exit code and both outputs together; never throws because the program failed.</summary>
    public static async Task<Outcome> RunAsync(
        IEnumerable<string> command, string input = "", IReadOnlyDictionary<string, string?>? environment = null, CancellationToken ct = default)
    {
        string[] words = [.. command];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/", // ours may be closed to the user the program runs as
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        using var process = await Spawner.StartAsync(start);
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await WriteAsync(process, input);
        await process.WaitForExitAsync(ct);
        return new Outcome(process.ExitCode, await output + await errors);
    }

    /// <summary>Runs it and turns a failure into a fault that quotes what it said.</summary>
    public static async Task<string> RequireAsync(
        string purpose, IEnumerable<string> command, string input = "", IReadOnlyDictionary<string, string?>? environment = null,
        CancellationToken ct = default)
    {
        var outcome = await RunAsync(command, input, environment, ct);
        return outcome.Succeeded
            ? outcome.Output
            : throw new LocalServerException($"{purpose} failed (exit code {outcome.ExitCode}):\n{outcome.Output.Trim()}");
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading; its exit code tells the rest.
        }
    }
}
