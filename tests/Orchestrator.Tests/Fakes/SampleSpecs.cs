using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>Work on the bundled sample.</summary>
internal static class SampleSpecs
{
    public static JobSpec Build(string name, ulong seed = 1) => new()
    {
        BuildLabelSet = new BuildLabelSet
        {
            Name = name,
            Annotations = Path.Combine(Repository.Samples, "scenes", "annotations", "instances.json"),
            Images = Path.Combine(Repository.Samples, "scenes", "images"),
            Taxonomy = Path.Combine(Repository.Samples, "scenes", "taxonomy.json"),
            MaxPerLevel = 100,
            Seed = seed,
        },
    };
}
