using AIKernel.Caching.Redis.State;

namespace AIKernel.Caching.Redis.Sessions;

/// <summary>
/// Sessions that all nodes share. Each is one key with a lifetime, and each user's are listed in an index of its own, so
/// that listing and ending them costs as much as that user has sessions, however many others there are. Nothing is kept
/// in the process: what one node ends is ended for all of them with the next question.
/// </summary>
/// <remarks>Every method throws <see cref="StateUnavailableException"/> when Redis cannot be asked.</remarks>
public interface ISessionService
{
    /// <summary>Begins a session. It can be found by any node when the task ends.</summary>
    /// <param name="user">Whose; 1 to <see cref="SessionLimits.MaxUserLength"/> characters.</param>
    /// <param name="data">Kept with it; at most <see cref="SessionLimits.MaxDataBytes"/> bytes.</param>
    /// <param name="cancellationToken">Gives up waiting; the session may have begun, but nobody knows its id.</param>
    /// <exception cref="ArgumentException">The user or the data are not as said.</exception>
    Task<Session> CreateAsync(string user, ReadOnlyMemory<byte> data = default, CancellationToken cancellationToken = default);

    /// <summary>The session, or null when there is none with this id, it has ended, or the text is no id. Does not extend it.</summary>
    Task<Session?> GetAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets the session live for <see cref="SessionLimits.Idle"/> from now, but no longer than
    /// <see cref="SessionLimits.Longest"/> from its creation; its new end, or null when there is no such session.
    /// </summary>
    Task<DateTimeOffset?> ExtendAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Puts other data in the place of the session's; false when there is no such session. Its end stays.</summary>
    /// <exception cref="ArgumentException">The data are too large.</exception>
    Task<bool> UpdateAsync(string id, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Ends the session on every node; false when there was none.</summary>
    Task<bool> EndAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>The user's sessions, the one that ends first in front.</summary>
    Task<IReadOnlyList<Session>> ListAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>Ends every session the user had at this moment, on every node; how many those were. One that is just being created may outlive it.</summary>
    Task<int> EndAllAsync(string user, CancellationToken cancellationToken = default);
}
