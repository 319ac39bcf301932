using System.Text;

namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>The order of results, as in trec_eval: by score descending, equal scores by id in descending UTF-8 byte order.</summary>
internal sealed class HitOrder : IComparer<Hit>
{
    public static readonly HitOrder Instance = new();

    public int Compare(Hit x, Hit y)
    {
        var byScore = y.Score.CompareTo(x.Score);
        return byScore != 0 ? byScore : Encoding.UTF8.GetBytes(y.ImageId).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(x.ImageId));
    }
}
