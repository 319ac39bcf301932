using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Ids that follow from what was done: the same work has the same id, and is not done twice.</summary>
internal static class RunIdentity
{
    private const int Length = 16;

    // Measures and seed included: a run is its figures as well.
    public static string OfRun(string datasetHash, string systemHash, EvaluateSpec spec) => Id(new
    {
        dataset = datasetHash,
        kind = spec.System.Kind,
        system = systemHash,
        spec.TopK,
        spec.Measures,
        spec.Resamples,
        spec.Seed,
        direction = spec.Direction is SearchDirection.TextToImage ? null : spec.Direction.ToString(),
    });

    // A null is not written: what was made before there was a choice keeps its id.
    public static string OfComparison(CompareRunsSpec spec) =>
        Id(new { spec.RunIds, spec.Measures, spec.Seed, duplicateAware = spec.DuplicateAware ? "yes" : null });

    private static string Id<T>(T content) => Hashing.Sha256(Json.Write(content))[..Length];
}
