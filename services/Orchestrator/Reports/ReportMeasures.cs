namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Which measures the page puts forward, as far as a run has them.</summary>
internal static class ReportMeasures
{
    private static readonly string[] Cards = ["P@1", "P@5", "R@20", "nDCG@10", "Success@10", "AP", "RR"];
    private static readonly string[] InSlices = ["P@1", "P@5", "R@20", "nDCG@10"];
    private static readonly string[] OfQueries = ["P@5", "P@10", "AP"];
    private static readonly string[] Headlines = ["nDCG@10", "AP", "RR"];

    /// <summary>The figures a reader sees first.</summary>
    public static IReadOnlyList<string> Key(ReportSystem system) => Choose(Cards, system, 4);

    /// <summary>Columns of the slices.</summary>
    public static IReadOnlyList<string> Slices(ReportSystem system) => Choose(InSlices, system, 4);

    /// <summary>Values that stand beside a query.</summary>
    public static IReadOnlyList<string> Queries(ReportSystem system) => Choose(OfQueries, system, 3);

    /// <summary>The measure by which the page says which system is better.</summary>
    public static string Headline(ReportSystem system) => Choose(Headlines, system, 1)[0];

    /// <summary>What a measure says, for readers who do not know its name.</summary>
    public static string Explain(string measure)
    {
        var at = measure.IndexOf('@', StringComparison.Ordinal);
        var (name, k) = at < 0 ? (measure, "K") : (measure[..at], measure[(at + 1)..]);
        return name switch
        {
            "P" when k == "1" => "whether the first image shown is right: the share of queries where it is",
            "P" => $"share of right images among the first {k} shown",
            "R" when k == "1" => "share of all right images that the first image shown is",
            "R" => $"share of all right images that are among the first {k} shown",
            "Success" when k == "1" => "share of queries whose first image is right",
            "Success" => $"share of queries with at least one right image among the first {k}",
            "RR" => "one divided by the rank of the first right image",
            "AP" => "precision averaged over the ranks of all right images",
            "nDCG" => $"how close the first {k} come to the best possible order",
            "Rprec" => "precision at the rank that equals the number of right images",
            _ => "",
        };
    }

    /// <summary>A system's figure in a measure; null when it has none.</summary>
    public static ReportFigure? Find(IReadOnlyList<ReportFigure> figures, string measure) => figures.FirstOrDefault(f => f.Measure == measure);

    private static string[] Choose(string[] wanted, ReportSystem system, int most)
    {
        var there = system.Figures.Select(f => f.Measure).ToArray();
        var chosen = wanted.Where(there.Contains).Take(most).ToArray();
        return chosen.Length > 0 ? chosen : there[..Math.Min(most, there.Length)];
    }
}
