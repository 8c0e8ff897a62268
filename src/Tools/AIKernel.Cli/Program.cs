using AIKernel.Cli;
using AIKernel.Cli.Importing;
using AIKernel.Cli.Keys;
using AIKernel.Cli.Stack;
using AIKernel.LocalServers;

var console = Terminal.Open();
using var stop = new StopSignals();
try
{
    return CommandLine.Parse(args) switch
    {
        RunStack run => await new StackCommand(console, run).ExecuteAsync(stop),
        ImportFile import => await ImportCommand.ExecuteAsync(console, import, stop.Token),
        CheckConfiguration check => await CheckCommand.ExecuteAsync(check, stop.Token),
        ManageKeys keys => await KeysCommand.ExecuteAsync(keys, stop.Token),
        Misuse misuse => await Terminal.FailAsync($"{misuse.Message}\nTry: ./run --help", ExitCodes.NotSent),
        _ => Help.Print(),
    };
}
catch (LocalServerException fault)
{
    return await Terminal.FailAsync(fault.Message, ExitCodes.Failed);
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return await Terminal.FailAsync("Stopped.", ExitCodes.Failed);
}
