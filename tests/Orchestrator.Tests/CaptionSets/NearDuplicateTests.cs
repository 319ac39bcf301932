using System.Text.Json.Nodes;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

/// <summary>Photos that are nearly the same, found by a bundled encoder, and figures given with and without them.</summary>
public sealed class NearDuplicateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Copies_are_grouped_and_count_as_one_in_the_figures_beside_the_strict_ones()
    {
        var photos = _folder["photos"];
        Directory.CreateDirectory(photos);
        var captions = File.ReadLines(Path.Combine(CaptionBench.Scenes, "captions.jsonl")).Take(30).Select(l => JsonNode.Parse(l)!).ToArray();
        using (var file = new StreamWriter(_folder["captions.jsonl"]))
        {
            foreach (var (i, caption) in captions.Index())
            {
                var source = Path.Combine(CaptionBench.Scenes, "images", (string)caption["image"]!);
                foreach (var copy in i < 10 ? (string[])["a", "b"] : ["a"])
                {
                    File.Copy(source, Path.Combine(photos, $"{i:00}{copy}.jpg"));
                    file.WriteLine(new JsonObject { ["image"] = $"{i:00}{copy}.jpg", ["en"] = (string)caption["en"]! }.ToJsonString());
                }
            }
        }

        await using var orchestrator = await CaptionBench.StartAsync(_folder);
        await orchestrator.Encoder.AddModelAsync(new AddModelRequest { Directory = CopyModel(_folder["source"]), Name = "tiny" });
        var spec = new BuildCaptionSet
        {
            Name = "copies",
            Images = photos,
            Captions = { _folder["captions.jsonl"] },
            DuplicateModel = "tiny",
            MinCosine = 0.9999f,
        };

        var (job, dataset) = await CaptionBench.BuildAsync(orchestrator, spec);

        job.Stages.Select(s => s.Name).Should().Contain(["encode photos", "find near-duplicates"]);
        dataset.Images.Should().Be(40);
        var groups = CaptionBench.Lines(dataset, "duplicates.jsonl").ConvertAll(g => g["images"]!.AsArray().Select(i => (string)i!).ToArray());
        for (var i = 0; i < 10; i++)
            groups.Should().Contain(g => g.Contains($"{i:00}a") && g.Contains($"{i:00}b"));

        var evaluated = await orchestrator.RunAsync(new JobSpec
        {
            Evaluate = new Evaluate
            {
                Dataset = "copies",
                System = new Contracts.Orchestrator.V1.System { Model = "tiny" },
                Measures = { "Success@1", "Success@5", "RR" },
                Resamples = 50,
            },
        });
        evaluated.Error.Should().BeEmpty();
        var summary = (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = evaluated.Result.RunId })).Run.Summary;
        var strict = summary.Measures.ToDictionary(m => m.Measure, m => m.Mean);
        var aware = summary.DuplicateAware.ToDictionary(m => m.Measure, m => m.Mean);
        aware.Keys.Should().BeEquivalentTo(strict.Keys);

        // Of two copies with one caption, one is found first for both queries: strictly, one of the two is wrong.
        aware["Success@1"].Should().BeGreaterThan(strict["Success@1"]);
        aware["RR"].Should().BeGreaterThan(strict["RR"]);
    }

    // Without its goldens, which are the Encoder's business: they name image files that are not in the model's folder.
    private static string CopyModel(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Samples, "models", "scenes-tiny")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var path = Path.Combine(folder, "isb-model.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        manifest.Remove("goldens");
        File.WriteAllText(path, manifest.ToJsonString());
        return folder;
    }
}
