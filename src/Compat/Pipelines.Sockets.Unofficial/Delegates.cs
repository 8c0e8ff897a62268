namespace Pipelines.Sockets.Unofficial;

/// <summary>Walks the handlers behind a delegate without allocating.</summary>
public static class Delegates
{
    /// <summary>True if calling <paramref name="handler"/> calls exactly one method.</summary>
    public static bool IsSingle(MulticastDelegate handler) => handler.HasSingleTarget;

    /// <summary>The handlers behind <paramref name="handler"/>, in the order in which a call would run them.</summary>
    public static DelegateEnumerable<T> AsEnumerable<T>(T handler) where T : MulticastDelegate => new(handler);

    /// <summary>The handlers of one delegate, for <c>foreach</c>.</summary>
    public readonly struct DelegateEnumerable<T> where T : MulticastDelegate
    {
        private readonly T _handler;

        internal DelegateEnumerable(T handler) => _handler = handler;

        /// <summary>Starts from the first handler; each call is a walk of its own.</summary>
        public DelegateEnumerator<T> GetEnumerator() => new(_handler);
    }

    /// <summary>One walk over the handlers of a delegate.</summary>
    public struct DelegateEnumerator<T> : IDisposable where T : MulticastDelegate
    {
        private Delegate.InvocationListEnumerator<T> _handlers;

        internal DelegateEnumerator(T handler) => _handlers = Delegate.EnumerateInvocationList(handler);

        /// <summary>The handler reached; meaningful only after <see cref="MoveNext"/> said true.</summary>
        public readonly T Current => _handlers.Current;

        /// <summary>Goes on to the next handler; false when there is none.</summary>
        public bool MoveNext() => _handlers.MoveNext();

        /// <summary>Does nothing. Consumers compiled against this type call it at the end of <c>foreach</c>.</summary>
        public readonly void Dispose()
        {
        }
    }
}
