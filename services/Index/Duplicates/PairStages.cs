using System.Numerics.Tensors;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Duplicates;

/// <summary>
/// The places up to which inner products are summed before they are looked at: an eighth, a quarter, a half, then all of the
/// dimensions. And per vector the length of what lies behind each place, of the vector divided by its length: what is left of an
/// inner product is at most the product of these (Cauchy–Schwarz).
/// </summary>
internal sealed class PairStages
{
    private readonly float[] _rests;

    private PairStages(int[] ends, int rows)
    {
        Ends = ends;
        _rests = new float[rows * (ends.Length - 1)];
    }

    /// <summary>The places, ascending; the last is the dimension, the others are multiples of <see cref="KernelSet.RowAlignment"/>.</summary>
    public int[] Ends { get; }

    /// <summary>Measures the vectors, which takes one look at each.</summary>
    /// <param name="snapshot">Where they are.</param>
    /// <param name="rows">The vectors.</param>
    /// <param name="dimension">Their dimension.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<PairStages> MeasureAsync(Snapshot snapshot, RowAddress[] rows, int dimension, int threads, CancellationToken cancellationToken)
    {
        const int Portion = 4096;
        int[] ends =
        [
            .. new[] { dimension / 8, dimension / 4, dimension / 2 }
                .Select(end => end / KernelSet.RowAlignment * KernelSet.RowAlignment).Where(end => end > 0).Distinct(),
            dimension,
        ];
        var stages = new PairStages(ends, rows.Length);
        var portions = (rows.Length + Portion - 1) / Portion;
        await Parallel.ForAsync(
            0,
            portions,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            (portion, _) =>
            {
                for (var i = portion * Portion; i < Math.Min(rows.Length, (portion + 1) * Portion); i++)
                    stages.Measure(snapshot.Segments[rows[i].Segment], rows[i].Row, i);
                return ValueTask.CompletedTask;
            });
        return stages;
    }

    /// <summary>Length of what lies behind a stage of a vector, at least; 0 behind the last.</summary>
    public float Rest(int stage, int row) => stage == Ends.Length - 1 ? 0 : _rests[(row * (Ends.Length - 1)) + stage];

    /// <summary>The longest of some vectors' rests.</summary>
    public float LongestRest(int stage, ReadOnlySpan<int> rows)
    {
        var longest = 0f;
        foreach (var row in rows)
            longest = MathF.Max(longest, Rest(stage, row));
        return longest;
    }

    private unsafe void Measure(SegmentView view, int segmentRow, int row)
    {
        // In double precision, squares of the largest and the smallest floats keep their place.
        var length = view.Lengths[segmentRow];
        var values = new ReadOnlySpan<float>(view.Segment.Row(segmentRow), Ends[^1]);
        var squares = 0.0;
        for (var stage = Ends.Length - 2; stage >= 0; stage--)
        {
            squares += SumOfSquares(values[Ends[stage]..Ends[stage + 1]]);

            // A sum of n squares in float32 is within n·2⁻²⁴ of the true one, its root within half of that.
            _rests[(row * (Ends.Length - 1)) + stage] = length > 0 ? (float)(Math.Sqrt(squares) / length * (1.000001 + (Ends[^1] * 1e-7))) : 0;
        }
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var part = TensorPrimitives.SumOfSquares(values);
        if (part is > 1e-20f and < 1e30f)
            return part;
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return sum;
    }
}
