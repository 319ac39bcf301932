using ImageSearchBench.Encoder;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Index;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>The Orchestrator with the real services in one process.</summary>
internal static class AllServices
{
    public static Task<OrchestratorUnderTest> StartAsync(TemporaryFolder data) => OrchestratorUnderTest.StartAsync(
        data["data"],
        builder => builder.AddEncoder().AddIndex().AddQueryGeneration().AddEvaluator(),
        app => app.MapEncoder().MapIndex().MapQueryGeneration().MapEvaluator(),
        new Dictionary<string, string?>
        {
            ["Encoder:ModelsPath"] = data["models"],
            ["Encoder:CachePath"] = data["cache"],
            ["Index:DataPath"] = data["index"],
        });
}
