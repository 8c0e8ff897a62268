using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>The eight 64-bit accumulators of a long input, held in whatever registers the processor has.</summary>
internal interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The eight numbers the specification starts from.</summary>
    static ReadOnlySpan<ulong> StartValues =>
        [Prime32_3, Prime64_1, Prime64_2, Prime64_3, Prime64_4, Prime32_2, Prime64_5, Prime32_1];

    static abstract TSelf Start();

    /// <summary>
    /// Takes in 64 bytes: to each lane the product of the two halves of (word xor secret), and the word itself to its neighbour.
    /// </summary>
    void Add(ref byte stripe, ref byte secret);

    /// <summary>Ends a block, so that a lane's high bits also reach its low ones.</summary>
    void Scramble(ref byte secret);

    void CopyTo(Span<ulong> lanes);
}
