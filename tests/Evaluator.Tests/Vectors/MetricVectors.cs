using ImageSearchBench.Testing;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>The pinned inputs and outputs of the reference tools; a test skips where they are not there.</summary>
internal static class MetricVectors
{
    public const string Missing = "The pinned vectors of the reference tools (../shared/data/metric_vectors) are not on this machine.";

    public static string PathOf(params string[] parts)
    {
        var path = Repository.SharedData(["metric_vectors", .. parts]);
        Assert.SkipWhen(path is null, Missing);
        return path!;
    }
}
