namespace Pipelines.Sockets.Unofficial;

/// <summary>Why a connection ended; the first cause stays. The numbers 100 and 400 are part of the contract.</summary>
public enum PipeShutdownKind
{
    /// <summary>The connection has not ended.</summary>
    None = 0,

    /// <summary>It was disposed of on this side.</summary>
    Disposed = 1,

    /// <summary>The peer closed its sending side in order.</summary>
    ReadEndOfStream = 100,

    /// <summary>Receiving failed.</summary>
    ReadFailed = 101,

    /// <summary>Sending failed.</summary>
    WriteFailed = 201,

    /// <summary>The consumer ended it by its protocol: this side said goodbye.</summary>
    ProtocolExitClient = 400,

    /// <summary>The consumer ended it by its protocol: the peer said goodbye.</summary>
    ProtocolExitServer = 401,
}
