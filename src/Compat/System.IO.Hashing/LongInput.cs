using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>
/// Inputs over 240 bytes: stripes of 64 bytes into eight lanes, scrambled after each block of 16 stripes. Stripe n of a block
/// meets the secret at 8n, so one secret of 192 bytes serves a whole block.
/// </summary>
internal static class LongInput
{
    private const int Stripe = 64;
    private const int Block = 1024;

    internal static ulong Hash(ref byte data, int length, ulong seed)
    {
        if (seed == 0) return Hash(ref data, length, ref Secret.Default);
        Span<byte> secret = stackalloc byte[Secret.Length];
        Secret.Derive(secret, seed);
        return Hash(ref data, length, ref MemoryMarshal.GetReference(secret));
    }

    private static ulong Hash(ref byte data, int length, ref byte secret)
    {
        // Each test is a constant to the compiler, so only one of the three remains.
        if (Lanes256.IsSupported) return Hash<Lanes256>(ref data, length, ref secret);
        if (Lanes128.IsSupported) return Hash<Lanes128>(ref data, length, ref secret);
        return Hash<LanesScalar>(ref data, length, ref secret);
    }

    /// <summary>The algorithm itself, compiled apart for each kind of lanes; all kinds give the same number.</summary>
    internal static ulong Hash<TLanes>(ref byte data, int length, ref byte secret) where TLanes : struct, ILanes<TLanes>
    {
        var lanes = TLanes.Start();
        var result = (ulong)length * Prime64_1;
        ref var lastStripe = ref Unsafe.Add(ref data, length - Stripe);

        // The last block, full or not, is left for the end: its stripes are not followed by a scramble.
        for (; length > Block; length -= Block)
        {
            for (var at = 0; at < Block; at += Stripe) lanes.Add(ref Unsafe.Add(ref data, at), ref Unsafe.Add(ref secret, at / 8));
            lanes.Scramble(ref Unsafe.Add(ref secret, Secret.Length - Stripe));
            data = ref Unsafe.Add(ref data, Block);
        }

        for (var at = 0; at < length - Stripe; at += Stripe) lanes.Add(ref Unsafe.Add(ref data, at), ref Unsafe.Add(ref secret, at / 8));
        lanes.Add(ref lastStripe, ref Unsafe.Add(ref secret, Secret.Length - Stripe - 7));
        return Merge(in lanes, result, ref Unsafe.Add(ref secret, 11));
    }

    private static ulong Merge<TLanes>(in TLanes lanes, ulong result, ref byte secret) where TLanes : struct, ILanes<TLanes>
    {
        Span<ulong> values = stackalloc ulong[8];
        lanes.CopyTo(values);
        for (var lane = 0; lane < 8; lane += 2)
        {
            result += MultiplyAndFold(
                values[lane] ^ Read64(ref secret, lane * 8),
                values[lane + 1] ^ Read64(ref secret, (lane * 8) + 8));
        }

        return Avalanche(result);
    }
}
