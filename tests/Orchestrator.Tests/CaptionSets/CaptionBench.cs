using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Encoder;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Index;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

/// <summary>Caption sets of the bundled sample: the services with a language model whose replies are the sample's captions.</summary>
internal static class CaptionBench
{
    public static string Scenes { get; } = Path.Combine(Repository.Samples, "scenes");

    /// <summary>Starts all services over a folder.</summary>
    /// <param name="folder">Where their data lie.</param>
    /// <param name="recording">Recorded replies; null takes the sample's captions.</param>
    public static Task<OrchestratorUnderTest> StartAsync(TemporaryFolder folder, string? recording = null) => OrchestratorUnderTest.StartAsync(
        folder["data"],
        builder => builder.AddEncoder().AddIndex().AddQueryGeneration().AddEvaluator(),
        app => app.MapEncoder().MapIndex().MapQueryGeneration().MapEvaluator(),
        new Dictionary<string, string?>
        {
            ["Encoder:ModelsPath"] = folder["models"],
            ["Encoder:CachePath"] = folder["cache"],
            ["Index:DataPath"] = folder["index"],
            ["QueryGeneration:DataPath"] = folder["replies"],
            ["QueryGeneration:Models:recorded:Recording"] = recording ?? Record(folder["recording.jsonl"]),
        });

    /// <summary>A caption set of the sample, with captions by the model.</summary>
    public static BuildCaptionSet Spec(int photos = 60) => new()
    {
        Name = "scenes",
        Images = Path.Combine(Scenes, "images"),
        Metadata = Path.Combine(Scenes, "metadata.jsonl"),
        Photos = photos,
        Seed = 1,
        Languages = { "zh", "en" },
    };

    /// <summary>Runs a build that must succeed.</summary>
    public static async Task<(Job Job, Dataset Dataset)> BuildAsync(OrchestratorUnderTest orchestrator, BuildCaptionSet spec)
    {
        var job = await orchestrator.RunAsync(new JobSpec { BuildCaptionSet = spec });
        job.Error.Should().BeEmpty();
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
        return (job, dataset);
    }

    /// <summary>The lines of a dataset's file.</summary>
    public static List<JsonNode> Lines(Dataset dataset, string file) =>
        File.ReadLines(Path.Combine(dataset.Directory, file)).Select(l => JsonNode.Parse(l)!).ToList();

    /// <summary>Writes the sample's captions as recorded replies.</summary>
    /// <param name="path">The recording.</param>
    /// <param name="keep">Which photos have one; null for all.</param>
    public static string Record(string path, Func<string, bool>? keep = null)
    {
        using var writer = new StreamWriter(path);
        foreach (var line in File.ReadLines(Path.Combine(Scenes, "captions.jsonl")))
        {
            var caption = JsonNode.Parse(line)!;
            var image = (string)caption["image"]!;
            foreach (var language in (string[])["zh", "en"])
            {
                if (keep?.Invoke(image) != false)
                {
                    writer.WriteLine(JsonSerializer.Serialize(new
                    {
                        step = "Caption",
                        language,
                        subject = Path.GetFileNameWithoutExtension(image),
                        reply = (language == "zh" ? "图片说明：" : "This picture shows ") + (string)caption[language]!,
                    }));
                }
            }
        }

        return path;
    }
}
