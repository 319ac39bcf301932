namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Counts; they are summed up over topics.</summary>
internal static class Counts
{
    public static readonly MeasureFamily Queries = new("NumQ", "Topics.", "trec_eval num_q", static (_, _) => 1) { Summary = Summary.Sum };

    public static readonly MeasureFamily Retrieved = new(
        "NumRet", "Results.", "trec_eval num_ret", static (ranking, _) => ranking.Retrieved)
    { Summary = Summary.Sum };

    public static readonly MeasureFamily Relevant = new(
        "NumRel", "Relevant documents: R.", "trec_eval num_rel", static (ranking, _) => ranking.Relevant)
    { Summary = Summary.Sum };

    public static readonly MeasureFamily RelevantRetrieved = new(
        "NumRelRet", "Relevant results. ir_measures writes NumRet(rel=1).", "trec_eval num_rel_ret",
        static (ranking, _) => ranking.RelevantRetrieved)
    { Summary = Summary.Sum };

    public static readonly MeasureFamily NonRelevantRetrieved = new(
        "NumNonRelJudgedRet", "Results that are judged and not relevant.", "trec_eval num_nonrel_judged_ret",
        static (ranking, _) => ranking.JudgedWithin(int.MaxValue) - ranking.RelevantRetrieved)
    { Summary = Summary.Sum };
}
