using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageSearchBench.Encoder.Images;

/// <summary>
/// The horizontal pass over pixels of three or four bands with AVX2, four taps at a time. A weight of 22 fractional bits does not fit the 16-bit
/// factors of <c>vpmaddwd</c>, so it is split, w = high · 2¹¹ + low, and both sums are put together at the end: the same integers as the plain sum.
/// </summary>
internal sealed class TapQuads
{
    /// <summary>Bytes that are read past an output's last pixel, at most; they count nothing.</summary>
    public const int ReadAhead = 32;

    private const int LowBits = 11;
    private const int IntsPerQuad = 4;

    // Writes zero in a shuffle.
    private const byte Z = 0x80;

    // Bytes of four pixels → pairs of 16-bit words, two pixels of one band in each: pixels 0 and 1 in the lower half, 2 and 3 in the upper.
    private static readonly Vector256<byte> PairsOfThree = Vector256.Create(
        0, Z, 3, Z, 1, Z, 4, Z, 2, Z, 5, Z, Z, Z, Z, Z, 6, Z, 9, Z, 7, Z, 10, Z, 8, Z, 11, Z, Z, Z, Z, Z);

    private static readonly Vector256<byte> PairsOfFour = Vector256.Create(
        0, Z, 4, Z, 1, Z, 5, Z, 2, Z, 6, Z, 3, Z, 7, Z, 8, Z, 12, Z, 9, Z, 13, Z, 10, Z, 14, Z, 11, Z, 15, Z);

    private readonly ResampleWeights _weights;
    private readonly int[] _packed;
    private readonly int[] _start;

    /// <summary>Packs weights.</summary>
    public TapQuads(ResampleWeights weights)
    {
        _weights = weights;
        _start = new int[weights.Length + 1];
        for (var x = 0; x < weights.Length; x++)
            _start[x + 1] = _start[x] + (weights.Of(x).Length + 3) / 4 * IntsPerQuad;
        _packed = new int[_start[^1]];
        for (var x = 0; x < weights.Length; x++)
            Pack(weights.Of(x), _packed.AsSpan(_start[x].._start[x + 1]));
    }

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Resizes one row.</summary>
    /// <param name="row">The row, and <see cref="ReadAhead"/> bytes more.</param>
    /// <param name="bands">3 or 4.</param>
    /// <param name="target">Receives as many pixels as there are outputs.</param>
    public unsafe void Resize(ReadOnlySpan<byte> row, int bands, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(row.Length, _weights.SourceEnd * bands + ReadAhead, nameof(row));
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, _weights.Length * bands, nameof(target));
        var pairs = bands == 3 ? PairsOfThree : PairsOfFour;
        var (highs, lows) = (Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1), Vector256.Create(2, 2, 2, 2, 3, 3, 3, 3));
        var half = Vector128.Create(1 << (ResampleWeights.PrecisionBits - 1));
        fixed (byte* source = row)
        fixed (int* packed = _packed)
        {
            for (var x = 0; x < _weights.Length; x++)
            {
                var pixels = source + _weights.First(x) * bands;
                var end = packed + _start[x + 1];
                Vector256<int> high = Vector256<int>.Zero, low = Vector256<int>.Zero;
                for (var quad = packed + _start[x]; quad < end; quad += IntsPerQuad)
                {
                    var weights = Vector128.Load(quad).ToVector256Unsafe();
                    var words = Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(pixels), pairs).AsInt16();
                    high += Avx2.MultiplyAddAdjacent(words, Avx2.PermuteVar8x32(weights, highs).AsInt16());
                    low += Avx2.MultiplyAddAdjacent(words, Avx2.PermuteVar8x32(weights, lows).AsInt16());
                    pixels += 4 * bands;
                }

                var sum = ((high.GetLower() + high.GetUpper()) << LowBits) + low.GetLower() + low.GetUpper() + half;
                Write(sum >> ResampleWeights.PrecisionBits, target[(x * bands)..], bands);
            }
        }
    }

    // Saturated to 0 … 255 on the way; overshoot stays far below 16 bits.
    private static void Write(Vector128<int> sum, Span<byte> target, int bands)
    {
        var words = Sse2.PackSignedSaturate(sum, sum);
        var pixel = Sse2.PackUnsignedSaturate(words, words).AsUInt32().ToScalar();
        if (target.Length >= sizeof(uint))
        {
            MemoryMarshal.Write(target, pixel);
            return;
        }

        for (var b = 0; b < bands; b++)
            target[b] = (byte)(pixel >> (8 * b));
    }

    private static void Pack(ReadOnlySpan<int> taps, Span<int> packed)
    {
        for (var k = 0; k < taps.Length; k++)
        {
            var (pair, shift) = (k / 4 * IntsPerQuad + k % 4 / 2, k % 2 * 16);
            packed[pair] |= (int)((uint)(ushort)(taps[k] >> LowBits) << shift);
            packed[pair + 2] |= (taps[k] & ((1 << LowBits) - 1)) << shift;
        }
    }
}
