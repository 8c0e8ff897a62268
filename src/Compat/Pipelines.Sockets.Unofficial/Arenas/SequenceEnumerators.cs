namespace Pipelines.Sockets.Unofficial.Arenas;

public readonly partial struct Sequence<T>
{
    /// <summary>The blocks of a sequence as spans, for <c>foreach</c>.</summary>
    public readonly ref struct SpanEnumerable
    {
        private readonly Sequence<T> _sequence;

        internal SpanEnumerable(scoped in Sequence<T> sequence) => _sequence = sequence;

        /// <summary>Starts from the first block; each call is a walk of its own.</summary>
        public SpanEnumerator GetEnumerator() => new(_sequence);
    }

    /// <summary>One walk over the blocks of a sequence.</summary>
    public ref struct SpanEnumerator
    {
        private ArenaBlock<T>? _next;
        private int _offset;
        private int _left;

        internal SpanEnumerator(scoped in Sequence<T> sequence)
        {
            _next = sequence._first;
            _offset = sequence._offset;
            _left = sequence._length;
            Current = default;
        }

        /// <summary>The elements in the block reached; they may be written. Empty before the first step.</summary>
        public Span<T> Current { get; private set; }

        /// <summary>Goes on to the next block; false when there is none.</summary>
        public bool MoveNext()
        {
            if (_left == 0) return false;
            var block = _next!;
            Current = block.Items.AsSpan(_offset, Math.Min(_left, block.Items.Length - _offset));
            _left -= Current.Length;
            _offset = 0;
            _next = block.Next;
            return true;
        }
    }

    /// <summary>One walk over the elements of a sequence, by reference.</summary>
    public ref struct Enumerator
    {
        private SpanEnumerator _spans;
        private Span<T> _span;
        private int _index;

        internal Enumerator(scoped in Sequence<T> sequence)
        {
            _spans = new SpanEnumerator(sequence);
            _span = default;
            _index = -1;
        }

        /// <summary>The element reached, which may be written; meaningful only after <see cref="MoveNext"/> said true.</summary>
        public readonly ref T Current => ref _span[_index];

        /// <summary>Goes on to the next element; false when there is none.</summary>
        public bool MoveNext()
        {
            if (++_index < _span.Length) return true;
            if (!_spans.MoveNext())
            {
                _index = _span.Length;
                return false;
            }

            _span = _spans.Current;
            _index = 0;
            return true;
        }

        /// <summary>Goes on and gives the element; throws <see cref="InvalidOperationException"/> when there is none.</summary>
        public ref T GetNext()
        {
            if (!MoveNext()) throw new InvalidOperationException("The sequence has no further element.");
            return ref Current;
        }
    }
}
