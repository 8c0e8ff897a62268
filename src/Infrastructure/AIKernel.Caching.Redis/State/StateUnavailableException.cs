namespace AIKernel.Caching.Redis.State;

/// <summary>
/// The Redis that holds sessions could not be asked. It says nothing about the session: the caller is neither in nor out.
/// </summary>
public sealed class StateUnavailableException : Exception
{
    /// <summary>With a text of its own.</summary>
    public StateUnavailableException(string message) : base(message)
    {
    }

    /// <summary>With the client's fault beneath.</summary>
    public StateUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>With the text every exception has.</summary>
    public StateUnavailableException()
    {
    }
}
