using System.Runtime.InteropServices;

namespace ImageSearchBench.Index.Search;

/// <summary>A row that may be among the best, with bounds on its score: the score as a float lies in [Lower, Upper].</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(float Lower, float Upper, int Segment, int Row)
{
    /// <summary>A candidate whose score is known.</summary>
    public static Candidate Exact(float score, int segment, int row) => new(score, score, segment, row);

    /// <summary>Whether the score is known.</summary>
    public bool IsExact => Lower == Upper;
}
