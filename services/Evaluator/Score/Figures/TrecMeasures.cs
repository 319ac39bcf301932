using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Figures;

/// <summary>
/// trec_eval's names: <c>map</c>, <c>P.5,10</c>, <c>ndcg.1=3,2=9</c>, and the nicknames <c>official</c>, <c>all_trec</c> and <c>set</c>. Its rbp is not there:
/// version 10 computes it from memory that nothing has written.
/// </summary>
internal static class TrecMeasures
{
    private const string Cutoffs = "5,10,15,20,30,100,200,500,1000";
    private const string RecallPoints = "0.0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0";

    // In the order in which trec_eval prints them.
    private static readonly TrecMeasure[] All =
    [
        TrecMeasure.Text("runid", FigureKind.RunId),
        TrecMeasure.Text("num_q", FigureKind.Queries),
        TrecMeasure.Single("num_ret", Counts.Retrieved, FigureKind.Whole),
        TrecMeasure.Single("num_rel", Counts.Relevant, FigureKind.Whole),
        TrecMeasure.Single("num_rel_ret", Counts.RelevantRetrieved, FigureKind.Whole),
        TrecMeasure.Single("map", AveragePrecision.Family),
        TrecMeasure.Single("gm_map", AveragePrecision.Geometric, FigureKind.SummaryReal),
        TrecMeasure.Single("Rprec", RPrecision.Family),
        TrecMeasure.Single("bpref", BinaryPreference.Family),
        TrecMeasure.Single("recip_rank", ReciprocalRank.Family),
        TrecMeasure.Points("iprec_at_recall", InterpolatedPrecision.Family, RecallPoints),
        TrecMeasure.AtCutoffs("P", Precision.Family, Cutoffs),
        TrecMeasure.Text("relstring", FigureKind.RelevanceString),
        TrecMeasure.AtCutoffs("recall", Recall.Family, Cutoffs),
        TrecMeasure.Single("infAP", InferredAveragePrecision.Family),
        TrecMeasure.Single("gm_bpref", BinaryPreference.Geometric, FigureKind.SummaryReal),
        TrecMeasure.Points("Rprec_mult", RPrecision.Multiple, "0.2,0.4,0.6,0.8,1.0,1.2,1.4,1.6,1.8,2.0"),
        TrecMeasure.Numbers("utility", Utility.Family, 4),
        TrecMeasure.Numbers("11pt_avg", InterpolatedPrecision.Average, 0),
        TrecMeasure.Single("binG", NormalizedGain.Binary),
        TrecMeasure.Gains("G", NormalizedGain.Family),
        TrecMeasure.Gains("ndcg", DiscountedGain.Normalized),
        TrecMeasure.Gains("ndcg_rel", AveragedDiscountedGain.OverRelevant),
        TrecMeasure.Gains("Rndcg", AveragedDiscountedGain.OverLevels),
        TrecMeasure.AtCutoffs("ndcg_cut", DiscountedGain.Normalized, Cutoffs),
        TrecMeasure.AtCutoffs("map_cut", AveragePrecision.Family, Cutoffs),
        TrecMeasure.AtCutoffs("relative_P", RelativePrecision.Family, Cutoffs),
        TrecMeasure.AtCutoffs("success", Success.Family, "1,5,10"),
        TrecMeasure.Single("set_P", SetMeasures.SetPrecision),
        TrecMeasure.Single("set_relative_P", SetMeasures.SetRelativePrecision),
        TrecMeasure.Single("set_recall", SetMeasures.SetRecall),
        TrecMeasure.Single("set_map", SetMeasures.SetAveragePrecision),
        TrecMeasure.Number("set_F", SetMeasures.SetF),
        TrecMeasure.Single("num_nonrel_judged_ret", Counts.NonRelevantRetrieved, FigureKind.Whole),
        TrecMeasure.Named("rbp_resid", RankBiasedPrecision.Residual),
        TrecMeasure.AtCutoffs("unj", Judged.Unjudged, "5,10,20"),
    ];

    private static readonly Dictionary<string, string[]> Nicknames = new(StringComparer.Ordinal)
    {
        ["official"] = ["runid", "num_q", "num_ret", "num_rel", "num_rel_ret", "map", "gm_map", "Rprec", "bpref", "recip_rank", "iprec_at_recall", "P"],
        ["set"] = ["runid", "num_q", "num_ret", "num_rel", "num_rel_ret", "utility", "set_P", "set_recall", "set_relative_P", "set_map", "set_F"],
        ["all_trec"] = [.. All.Select(m => m.Name)],
    };

    /// <summary>Whether a name is one of trec_eval's.</summary>
    public static bool Knows(string text) => Nicknames.ContainsKey(text) || Split(text) is not null;

    /// <summary>The figures of names, in trec_eval's order; a measure named twice has the parameters of both.</summary>
    /// <exception cref="BenchException">A parameter does not fit.</exception>
    public static IEnumerable<Figure> Expand(IEnumerable<string> texts)
    {
        var parameters = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var text in texts.SelectMany(t => Nicknames.TryGetValue(t, out var names) ? names : [t]))
        {
            var (measure, asked) = Split(text)!.Value;
            if (!parameters.TryGetValue(measure, out var given))
                parameters.Add(measure, given = []);
            if (asked.Length > 0)
                given.Add(asked);
        }

        return All.Where(m => parameters.ContainsKey(m.Name)).SelectMany(m => m.Expand(string.Join(',', parameters[m.Name])));
    }

    // P.5,10 as it is asked for, and P_5 as it is printed.
    private static (string Name, string Parameters)? Split(string text)
    {
        foreach (var measure in All)
        {
            if (text == measure.Name)
                return (text, "");
            if (!text.StartsWith(measure.Name, StringComparison.Ordinal))
                continue;
            var rest = text.AsSpan(measure.Name.Length);
            if (rest[0] == '.' || (rest is ['_', _, ..] && (char.IsAsciiDigit(rest[1]) || rest[1] == '.')))
                return (measure.Name, rest[1..].ToString());
        }

        return null;
    }
}
