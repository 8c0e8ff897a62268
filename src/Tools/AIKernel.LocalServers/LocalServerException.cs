namespace AIKernel.LocalServers;

/// <summary>
/// A private server could not be found, started or stopped. The message is a sentence for the person at the
/// keyboard: what is wrong, what to do, and the last lines of the server's log where they explain it.
/// </summary>
public sealed class LocalServerException : Exception
{
    /// <summary>Reports a fault without further detail.</summary>
    public LocalServerException()
        : this("A private server failed.")
    {
    }

    /// <summary>Reports a fault in a sentence that never contains a password.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    public LocalServerException(string message)
        : base(message)
    {
    }

    /// <summary>Reports a fault and what caused it.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public LocalServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
