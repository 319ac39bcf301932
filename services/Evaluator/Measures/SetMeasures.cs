using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Measures of the results as a set, in no order.</summary>
internal static class SetMeasures
{
    public static readonly MeasureFamily SetPrecision = new(
        "SetP", "Relevant results divided by results; 0 where there are none.", "trec_eval set_P",
        static (ranking, _) => PrecisionOf(ranking));

    public static readonly MeasureFamily SetRelativePrecision = new(
        "SetRelativeP", "Relevant results divided by min(n, R); 0 where either is 0. ir_measures writes SetP(relative=True).",
        "trec_eval set_relative_P",
        static (ranking, _) => Math.Min(ranking.Retrieved, ranking.Relevant) is > 0 and var best ? (double)ranking.RelevantRetrieved / best : 0);

    public static readonly MeasureFamily SetRecall = new(
        "SetR", "Relevant results divided by R; 0 where R is 0.", "trec_eval set_recall", static (ranking, _) => RecallOf(ranking));

    public static readonly MeasureFamily SetAveragePrecision = new(
        "SetAP", "Relevant results squared, divided by n times R: SetP times SetR.", "trec_eval set_map",
        static (ranking, _) => AveragePrecisionOf(ranking));

    public static readonly MeasureFamily SetF = new(
        "SetF", "(x+1) P R / (R + x P) of SetP and SetR, x = beta, 1 where none is given, not squared.", "trec_eval set_F; van Rijsbergen 1979",
        static (ranking, parameters) => FOf(PrecisionOf(ranking), RecallOf(ranking), parameters.Number))
    {
        NumberName = "beta",
        DefaultNumber = 1,
    };

    public static readonly MeasureFamily F = new(
        "F", "(x+1) P R / (R + x P) of P@k and R@k, x = beta, 1 where none is given, not squared.", "van Rijsbergen 1979; ranx f1",
        static (ranking, parameters) =>
            FOf(Precision.At(ranking, parameters.Cutoff), Recall.At(ranking, parameters.Cutoff), parameters.Number))
    {
        Cutoff = CutoffKind.Required,
        NumberName = "beta",
        DefaultNumber = 1,
    };

    private static double PrecisionOf(JudgedRanking ranking) =>
        ranking.Retrieved == 0 ? 0 : (double)ranking.RelevantRetrieved / ranking.Retrieved;

    private static double RecallOf(JudgedRanking ranking) =>
        ranking.Relevant == 0 ? 0 : (double)ranking.RelevantRetrieved / ranking.Relevant;

    private static double AveragePrecisionOf(JudgedRanking ranking)
    {
        double found = ranking.RelevantRetrieved;
        return found == 0 ? 0 : found * found / ((double)ranking.Retrieved * ranking.Relevant);
    }

    private static double FOf(double precision, double recall, double x) =>
        precision + recall == 0 ? 0 : (x + 1) * precision * recall / (recall + x * precision);
}
