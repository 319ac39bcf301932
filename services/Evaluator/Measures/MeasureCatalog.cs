using System.Collections.Frozen;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>All measures of rankings.</summary>
internal static class MeasureCatalog
{
    /// <summary>The measures, by name.</summary>
    public static IReadOnlyList<MeasureFamily> Families { get; } =
    [
        .. new[]
        {
            Accuracy.Family, AveragePrecision.Family, AveragePrecision.Geometric, BinaryPreference.Family, BinaryPreference.Geometric,
            Compatibility.Family, Counts.NonRelevantRetrieved, Counts.Queries, Counts.Relevant, Counts.RelevantRetrieved, Counts.Retrieved,
            DiscountedGain.Family, DiscountedGain.Normalized, AveragedDiscountedGain.OverLevels, AveragedDiscountedGain.OverRelevant,
            Hits.Family, InferredAveragePrecision.Family, InterpolatedPrecision.Average, InterpolatedPrecision.Family,
            Judged.Family, Judged.Unjudged, NormalizedGain.Binary, NormalizedGain.Family,
            Precision.Family, RankBiasedPrecision.Family, RankBiasedPrecision.Residual, Recall.Family, ReciprocalRank.Family,
            RelativePrecision.Family, RPrecision.Family, RPrecision.Multiple, SetMeasures.F, SetMeasures.SetAveragePrecision,
            SetMeasures.SetF, SetMeasures.SetPrecision, SetMeasures.SetRecall, SetMeasures.SetRelativePrecision, Success.Family,
            Utility.Family,
        }.OrderBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>What an evaluation gives where nothing is asked for.</summary>
    public static IReadOnlyList<string> Defaults { get; } =
    [
        "P@1", "P@5", "P@10", "R@1", "R@5", "R@10", "R@15", "R@20", "Success@1", "Success@5", "Success@10", "RR", "AP", "nDCG@10", "Rprec",
    ];

    private static readonly FrozenDictionary<string, MeasureFamily> ByName = Families
        .Select(f => KeyValuePair.Create(f.Name, f))
        .Concat(
        [
            KeyValuePair.Create("MAP", AveragePrecision.Family), KeyValuePair.Create("MRR", ReciprocalRank.Family),
            KeyValuePair.Create("NDCG", DiscountedGain.Normalized), KeyValuePair.Create("Precision", Precision.Family),
            KeyValuePair.Create("Recall", Recall.Family), KeyValuePair.Create("RPrec", RPrecision.Family),
            KeyValuePair.Create("BPref", BinaryPreference.Family), KeyValuePair.Create("Hit", Success.Family),
        ])
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The measure of a name without parameters; null where there is none.</summary>
    public static MeasureFamily? Find(string name) => ByName.GetValueOrDefault(name);
}
