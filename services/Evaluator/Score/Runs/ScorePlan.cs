using ImageSearchBench.Evaluator.Measures;

namespace ImageSearchBench.Evaluator.Score.Runs;

/// <summary>What is computed of a run.</summary>
/// <param name="Measures">The measures.</param>
/// <param name="Level">A judgement counts as relevant from this grade on.</param>
/// <param name="JudgedOnly">Whether unjudged results are dropped first.</param>
/// <param name="MaxPerTopic">Only so many results of a topic count.</param>
/// <param name="RelevanceStringLength">How many grades to keep as characters; 0 keeps none.</param>
internal sealed record ScorePlan(IReadOnlyList<Measure> Measures, int Level, bool JudgedOnly, int MaxPerTopic, int RelevanceStringLength);

/// <summary>A topic's values.</summary>
/// <param name="Values">One per measure.</param>
/// <param name="RelevanceString">Its grades as characters, where asked for.</param>
internal sealed record TopicScoreRow(double[] Values, string? RelevanceString);

/// <summary>A scored run.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Tag">Its own name, from its lines; the file's where it has none.</param>
/// <param name="Rows">By topic number; null where the run has no result for the topic.</param>
/// <param name="IgnoredTopics">Topics of the run without judgements.</param>
internal sealed record RunScores(string Name, string Tag, TopicScoreRow?[] Rows, int IgnoredTopics)
{
    /// <summary>Topics that the run has results for.</summary>
    public int Scored => Rows.Count(r => r is not null);
}
