namespace System.IO.Hashing;

/// <summary>The eight 64-bit accumulators of a long input, held in whatever registers the processor has.</summary>
internal interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The numbers the specification starts from: 32₃, 64₁, 64₂, 64₃, 64₄, 32₂, 64₅, 32₁ of its primes.</summary>
    static abstract TSelf Start();

    /// <summary>
    /// Takes in 64 bytes: to each lane the product of the two halves of (word xor secret), and the word itself to its neighbour.
    /// </summary>
    void Add(ref byte stripe, ref byte secret);

    /// <summary>Ends a block, so that a lane's high bits also reach its low ones.</summary>
    void Scramble(ref byte secret);

    void CopyTo(Span<ulong> lanes);
}
