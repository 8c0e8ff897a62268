namespace Pipelines.Sockets.Unofficial;

/// <summary>Variations of a connection. There are none; the type is part of a signature.</summary>
public enum SocketConnectionOptions
{
    /// <summary>The usual behaviour.</summary>
    None = 0,
}
