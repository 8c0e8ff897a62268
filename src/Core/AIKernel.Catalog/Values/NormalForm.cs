using System.Globalization;
using System.Text;

namespace AIKernel.Catalog.Values;

/// <summary>
/// Unicode normalization form C (UAX 15). The framework leaves texts as they are where it runs without ICU
/// (<c>InvariantGlobalization</c>), and hashes must not depend on what a machine has installed.
/// </summary>
public static class NormalForm
{
    private const int HangulFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TrailBefore = 0x11A7;
    private const int VowelCount = 21, TrailCount = 28, LeadCount = 19, SyllableCount = LeadCount * VowelCount * TrailCount;
    private const int TableEnd = 0x30000;

    private static readonly Dictionary<int, byte> Classes = ReadClasses();
    private static readonly Dictionary<int, (int First, int Second)> Pairs = [];
    private static readonly Dictionary<(int First, int Second), int> Composites = [];
    private static readonly ulong[] Doubtful = new ulong[TableEnd / 64];

    static NormalForm()
    {
        foreach (var entry in Entries(NormalFormData.Decompositions))
        {
            var sides = entry.Split('=');
            var code = Hex(sides[0].TrimEnd('!'));
            var mapping = sides[1].Split(' ');
            var pair = (First: Hex(mapping[0]), Second: mapping.Length > 1 ? Hex(mapping[1]) : 0);
            Pairs[code] = pair;
            if (pair.Second != 0 && !sides[0].EndsWith('!') && ClassOf(code) == 0 && ClassOf(pair.First) == 0)
            {
                Composites[pair] = code;
                MarkDoubtful(pair.Second);
            }
            else
            {
                MarkDoubtful(code);
            }
        }
        foreach (var code in Classes.Keys) MarkDoubtful(code);
        for (var vowel = 0; vowel < VowelCount; vowel++) MarkDoubtful(VowelFirst + vowel);
        for (var trail = 1; trail < TrailCount; trail++) MarkDoubtful(TrailBefore + trail);
    }

    /// <summary>The text in form C; the same object when it is so already. Linear but for the sorting of marks.</summary>
    /// <param name="text">Without unpaired surrogates.</param>
    public static string Compose(string text)
    {
        if (!IsDoubtful(text)) return text;
        var codes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, codes);
        OrderMarks(codes);
        Join(codes);
        var result = new StringBuilder(codes.Count);
        foreach (var code in codes) result.Append(new Rune(code).ToString());
        var composed = result.ToString();
        return composed == text ? text : composed;
    }

    private static bool IsDoubtful(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02FF') < 0) return false;
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value < TableEnd && (Doubtful[rune.Value >> 6] >> (rune.Value & 63) & 1) != 0) return true;
        return false;
    }

    private static void Decompose(int code, List<int> codes)
    {
        var syllable = code - HangulFirst;
        if (syllable is >= 0 and < SyllableCount)
        {
            codes.Add(LeadFirst + syllable / (VowelCount * TrailCount));
            codes.Add(VowelFirst + syllable % (VowelCount * TrailCount) / TrailCount);
            if (syllable % TrailCount != 0) codes.Add(TrailBefore + syllable % TrailCount);
        }
        else if (Pairs.TryGetValue(code, out var pair))
        {
            Decompose(pair.First, codes);
            if (pair.Second != 0) Decompose(pair.Second, codes);
        }
        else
        {
            codes.Add(code);
        }
    }

    /// <summary>Sorts each run of marks by class, stably. A sort, not exchanges: a run may be as long as the text.</summary>
    private static void OrderMarks(List<int> codes)
    {
        for (var start = 0; start < codes.Count; start++)
        {
            var end = start;
            while (end < codes.Count && ClassOf(codes[end]) != 0) end++;
            if (end - start > 1)
            {
                var sorted = codes.GetRange(start, end - start).OrderBy(ClassOf).ToArray();
                for (var index = 0; index < sorted.Length; index++) codes[start + index] = sorted[index];
            }
            start = end;
        }
    }

    /// <summary>Joins each starter with the marks after it that nothing of their own or a higher class keeps apart from it.</summary>
    private static void Join(List<int> codes)
    {
        int starter = -1, kept = 0, previous = 0;
        foreach (var code in codes.ToArray())
        {
            var own = ClassOf(code);
            var adjacent = kept == starter + 1;
            if (starter >= 0 && (adjacent || (previous != 0 && previous < own)) && Composite(codes[starter], code) is var joined and not 0)
            {
                codes[starter] = joined;
                continue;
            }
            if (own == 0) starter = kept;
            previous = own;
            codes[kept++] = code;
        }
        codes.RemoveRange(kept, codes.Count - kept);
    }

    private static int Composite(int first, int second)
    {
        int lead = first - LeadFirst, vowel = second - VowelFirst;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount) return HangulFirst + (lead * VowelCount + vowel) * TrailCount;
        int syllable = first - HangulFirst, trail = second - TrailBefore;
        if (syllable is >= 0 and < SyllableCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount) return first + trail;
        return Composites.GetValueOrDefault((first, second));
    }

    private static byte ClassOf(int code) => Classes.GetValueOrDefault(code);

    private static void MarkDoubtful(int code) => Doubtful[code >> 6] |= 1UL << (code & 63);

    private static Dictionary<int, byte> ReadClasses()
    {
        var classes = new Dictionary<int, byte>();
        foreach (var entry in Entries(NormalFormData.CombiningClasses))
        {
            var sides = entry.Split('=');
            var range = sides[0].Split('-');
            for (var code = Hex(range[0]); code <= Hex(range[^1]); code++) classes[code] = byte.Parse(sides[1], CultureInfo.InvariantCulture);
        }
        return classes;
    }

    private static string[] Entries(string listing) =>
        listing.Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
