namespace ImageSearchBench.Evaluator.Measures;

/// <summary>RR and RR@k: 1 / rank of the first relevant result.</summary>
internal static class ReciprocalRank
{
    public static readonly MeasureFamily Family = new(
        "RR", "1 / rank of the first relevant result (of the top k); 0 where there is none.", "trec_eval recip_rank",
        static (ranking, parameters) =>
            ranking.RelevantRetrieved > 0 && ranking.RelevantRanks[0] <= parameters.Cutoff ? 1.0 / ranking.RelevantRanks[0] : 0)
    {
        Cutoff = CutoffKind.Optional,
    };
}
