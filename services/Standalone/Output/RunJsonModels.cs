namespace ImageSearchBench.Standalone.Output;

/// <summary>Precision with unjudged results as wrong and as right, and the judged share of the top.</summary>
internal sealed record BoundsJson(double Low, double High, double Judged);

/// <summary>A mean over the orders that equal scores allow.</summary>
internal sealed record TieRangeJson(double Worst, double Expected, double Best);

/// <summary>What equal scores leave open.</summary>
internal sealed record TiesJson(long QueriesWithTies, IReadOnlyDictionary<string, TieRangeJson> Measures);

/// <summary>Hit rates in per cent and their mean.</summary>
internal sealed record ChineseClipJson(double R1, double R5, double R10, double Mean);

/// <summary>A figure with the ends of its interval.</summary>
internal sealed record IntervalJson(double Value, double Low, double High);

/// <summary>The figures of a matching set; a threshold is null where no pair should be taken for a match.</summary>
internal sealed record MatchingJson(
    long Pairs,
    long Matching,
    IntervalJson RocAuc,
    IntervalJson AveragePrecision,
    IntervalJson Accuracy,
    double? AccuracyThreshold,
    IntervalJson F1,
    double? F1Threshold);

/// <summary>One query's values.</summary>
internal sealed record QueryValuesJson(
    string Query,
    int Relevant,
    IReadOnlyList<int> RelevantRanks,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyDictionary<string, double> Values,
    IReadOnlyDictionary<string, double> DuplicateAware);
