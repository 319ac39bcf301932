using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>What one answer holds at most, so that it stays under 4 MB.</summary>
internal static class AnswerSize
{
    /// <summary>Differences of an answer, about 150 bytes each.</summary>
    public const int MostDifferences = 15_000;

    /// <summary>Figures of all slices of an answer, about 80 bytes each and twice that with near-duplicates.</summary>
    public const int MostSliceFigures = 15_000;

    /// <summary>Points of the curves of all slices of an answer: about 65 bytes each on each of three scales.</summary>
    public const int MostSlicePoints = 5_000;

    /// <summary>Slices of an assessment, about 300 bytes each, every one with tests over all pairs of systems.</summary>
    public const int MostQualitySlices = 500;

    /// <summary>Refuses slices that an answer cannot hold.</summary>
    /// <param name="slices">Slices.</param>
    /// <param name="figuresEach">Figures of each.</param>
    /// <param name="limit">Figures at most.</param>
    public static void CheckSlices(int slices, int figuresEach, int limit)
    {
        if ((long)slices * figuresEach > limit)
            throw BenchException.Invalid(
                $"slice_by makes {slices} slices of {figuresEach} figures; one call gives {limit} figures at most. Slice by attributes with fewer values.",
                "settings.slice_by");
    }
}
