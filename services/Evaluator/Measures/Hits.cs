namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Hits@k: how many of the first k results are relevant.</summary>
internal static class Hits
{
    public static readonly MeasureFamily Family = new(
        "Hits", "Relevant results in the top k.",
        "ranx hits", static (ranking, parameters) => ranking.RelevantWithin(parameters.Cutoff))
    { Cutoff = CutoffKind.Required };
}
