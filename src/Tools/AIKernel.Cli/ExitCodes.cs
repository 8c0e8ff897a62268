namespace AIKernel.Cli;

/// <summary>What the shell learns.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The stack did not come up or lost its last node; or some lines of an import failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong, or an import could not be sent or was not answered to its end.</summary>
    public const int NotSent = 2;
}
