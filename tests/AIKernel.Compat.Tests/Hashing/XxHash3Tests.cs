using System.IO.Hashing;
using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace AIKernel.Compat.Tests.Hashing;

public sealed class XxHash3Tests(ITestOutputHelper output)
{
    // The published sanity vectors of xxHash (tests/sanity_test_vectors and the table of xsum), unseeded.
    [Theory]
    [InlineData(0, 0x2D06800538D394C2)]
    [InlineData(1, 0xC44BDFF4074EECDB)]
    [InlineData(2, 0x7A9978044CB8A8BB)]
    [InlineData(3, 0x54247382A8D6B94D)]
    [InlineData(4, 0xE5DC74BC51848A51)]
    [InlineData(6, 0x27B56A84CD2D7325)]
    [InlineData(8, 0x24CCC9ACAA9F65E4)]
    [InlineData(9, 0x14D5001C15DD3F2B)]
    [InlineData(12, 0xA713DAF0DFBB77E7)]
    [InlineData(16, 0x981B17D36C7498C9)]
    [InlineData(17, 0x796F5ACD3A60F862)]
    [InlineData(24, 0xA3FE70BF9D3510EB)]
    [InlineData(48, 0x397DA259ECBA1F11)]
    [InlineData(64, 0x9CB48487720EC49D)]
    [InlineData(80, 0xBCDEFBBB2C47C90A)]
    [InlineData(128, 0xFCFF24126754D861)]
    [InlineData(129, 0x98F1B0A679A2CA29)]
    [InlineData(195, 0xCD94217EE362EC3A)]
    [InlineData(222, 0xB9163B558664D356)]
    [InlineData(240, 0x81C3C2B67F568CCF)]
    [InlineData(241, 0xC5A639ECD2030E5E)]
    [InlineData(403, 0xCDEB804D65C6DEA4)]
    [InlineData(512, 0x617E49599013CB6B)]
    [InlineData(2048, 0xDD59E2C3A5F038E0)]
    [InlineData(2099, 0xC6B9D9B3FC9AC765)]
    [InlineData(2240, 0x6E73A90539CF2948)]
    [InlineData(2367, 0xCB37AEB9E5D361ED)]
    [InlineData(4160, 0x4F323B15321E94E1)]
    public void The_published_vectors_hold(int length, ulong expected) =>
        Assert.Equal(expected, XxHash3.HashToUInt64(SanityBuffer.Of(length)));

    [Theory]
    [InlineData(0, 0xA8A6B918B2F0364A)]
    [InlineData(1, 0x032BE332DD766EF8)]
    [InlineData(6, 0x84589C116AB59AB9)]
    [InlineData(12, 0xE7303E1B2336DE0E)]
    [InlineData(16, 0x663F29333B4DB6B1)]
    [InlineData(24, 0x850E80FC35BDD690)]
    [InlineData(48, 0xADC2CBAA44ACC616)]
    [InlineData(80, 0xC6DD0CB699532E73)]
    [InlineData(129, 0x21FFFDBCA099C844)]
    [InlineData(195, 0xBA68003D370CB3D9)]
    [InlineData(241, 0xDDA9B0A161D4829A)]
    [InlineData(403, 0x6259F6ECFD6443FD)]
    [InlineData(512, 0x3CE457DE14C27708)]
    [InlineData(2048, 0x66F81670669ABABC)]
    [InlineData(2099, 0x184F316843663974)]
    [InlineData(2240, 0x757BA8487D1B5247)]
    [InlineData(2367, 0xD2DB3415B942B42A)]
    [InlineData(4160, 0x1BF6F5FAF9EECABD)]
    public void The_published_seeded_vectors_hold(int length, ulong expected) =>
        Assert.Equal(expected, XxHash3.HashToUInt64(SanityBuffer.Of(length), unchecked((long)SanityBuffer.Seed)));

    [Fact]
    public void Vector_lanes_agree_with_scalar_lanes_on_random_input()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var run = 0; run < 3000; run++)
        {
            var data = new byte[random.Next(241, 9000)];
            var secret = new byte[Secret.Length];
            random.NextBytes(data);
            random.NextBytes(secret);
            var scalar = Hash<LanesScalar>(data, secret);
            if (Lanes128.IsSupported) Assert.Equal(scalar, Hash<Lanes128>(data, secret));
            if (Lanes256.IsSupported) Assert.Equal(scalar, Hash<Lanes256>(data, secret));
        }
    }

    [Fact]
    public void The_place_in_memory_does_not_matter()
    {
        var bytes = SanityBuffer.Of(1500);
        foreach (var length in (int[])[1, 5, 13, 60, 200, 241, 1025, 1400])
        {
            var expected = XxHash3.HashToUInt64(bytes.AsSpan(0, length));
            for (var shift = 1; shift < 64; shift++)
            {
                var moved = new byte[1500 + shift];
                bytes.CopyTo(moved, shift);
                Assert.Equal(expected, XxHash3.HashToUInt64(moved.AsSpan(shift, length)));
            }
        }
    }

    [Fact]
    public void Every_bit_and_every_length_counts()
    {
        foreach (var length in (int[])[1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33, 128, 129, 160, 240, 241, 1024, 1025, 3000])
        {
            var bytes = SanityBuffer.Of(length);
            var seen = new HashSet<ulong> { XxHash3.HashToUInt64(bytes) };
            for (var bit = 0; bit < length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(seen.Add(XxHash3.HashToUInt64(bytes)), $"bit {bit} of {length} bytes changes nothing");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        var zeros = new byte[5000];
        Assert.Equal(5001, Enumerable.Range(0, 5001).Select(length => XxHash3.HashToUInt64(zeros.AsSpan(0, length))).Distinct().Count());
    }

    [Fact]
    public void Hashing_allocates_nothing()
    {
        var bytes = SanityBuffer.Of(5000);
        var sum = 0UL;
        Assert.True(Allocations.None(() => sum += Sum(bytes)));
        Assert.NotEqual(0UL, sum);
    }

    private static ulong Sum(byte[] bytes)
    {
        var sum = 0UL;
        for (var length = 0; length <= bytes.Length; length += 7) sum += XxHash3.HashToUInt64(bytes.AsSpan(0, length), length % 3);
        return sum;
    }

    private static ulong Hash<TLanes>(byte[] data, byte[] secret) where TLanes : struct, ILanes<TLanes> => LongInput.Hash<TLanes>(
        ref MemoryMarshal.GetArrayDataReference(data), data.Length, ref MemoryMarshal.GetArrayDataReference(secret));
}
