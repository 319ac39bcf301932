using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Score.Runs;

/// <summary>The grades of the first results, a character each, as trec_eval's relstring: 0 to 9, &gt; above, - unjudged, . unusable.</summary>
internal static class RelevanceString
{
    public static string Of(int retrieved, ReadOnlySpan<RankedGrade> pool, bool judgedOnly, int length)
    {
        var text = new List<char>(length);
        var next = 0;
        for (var rank = 1; rank <= retrieved && text.Count < length; rank++)
        {
            var inPool = next < pool.Length && pool[next].Rank == rank;
            var grade = inPool ? pool[next++].Grade : -1;
            if (grade >= 0)
                text.Add(grade > 9 ? '>' : (char)('0' + grade));
            else if (!judgedOnly)
                text.Add(inPool ? '.' : '-');
        }

        return new string([.. text]);
    }
}
