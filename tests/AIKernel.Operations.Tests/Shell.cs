using System.Diagnostics;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests;

/// <summary>What a program said and how it ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors)
{
    /// <summary>The output of a program that must succeed.</summary>
    public string Required(string purpose) =>
        ExitCode == 0 ? Output : throw new InvalidOperationException($"{purpose} failed (exit code {ExitCode}):\n{Errors}{Output}");
}

/// <summary>Programs run to their end.</summary>
internal static class Shell
{
    public static Outcome Run(string program, params string[] arguments) => RunIn(Checkout.Root, program, arguments);

    public static Outcome RunIn(string folder, string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder }).GetAwaiter().GetResult();

    /// <summary>Runs it with nothing on its standard input, or with what is given.</summary>
    public static async Task<Outcome> RunAsync(ProcessStartInfo start, byte[]? input = null, Stream? output = null)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        // From a thread that stays: some of what is started ends with the thread that started it.
        using var process = await Spawner.StartAsync(start);
        var text = output is null ? process.StandardOutput.ReadToEndAsync() : CopyAsync(process.StandardOutput.BaseStream, output);
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await text, await errors);
    }

    /// <summary>The program's place, which need not be on the PATH.</summary>
    /// <exception cref="FileNotFoundException">It is nowhere: whatever needs it has failed.</exception>
    public static string Find(string program)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), .. Unpacked(), "/usr/sbin", "/sbin"];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{program} is needed and was not found in {string.Join(", ", folders)}. ./test fetches what is missing.");
    }

    private static IEnumerable<string> Unpacked() =>
        Environment.GetEnvironmentVariable("AIKERNEL_SERVERS") is { Length: > 0 } root ? [Path.Combine(root, "usr/bin"), Path.Combine(root, "bin")] : [];

    private static async Task<string> CopyAsync(Stream from, Stream to)
    {
        await from.CopyToAsync(to);
        return "";
    }
}
