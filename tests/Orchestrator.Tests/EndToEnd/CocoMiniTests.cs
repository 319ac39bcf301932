using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>Real photos with real annotations, and a real (weak) model.</summary>
public sealed class CocoMiniTests
{
    [Fact]
    public async Task A_label_set_from_real_annotations_is_evaluated_with_a_real_model()
    {
        var coco = Repository.SharedData("coco-mini");
        var model = Repository.SharedData("mini-dual-encoder");
        var tokenizers = Repository.SharedData("tokenizers");
        Assert.SkipWhen(coco is null || model is null || tokenizers is null, "shared/data is not on this machine");
        using var folder = new TemporaryFolder();
        await using var orchestrator = await AllServices.StartAsync(folder);
        await orchestrator.Encoder.AddModelAsync(new AddModelRequest { Directory = PrepareModel(model!, tokenizers!, folder["source"]), Name = "mini" });

        var build = await orchestrator.RunAsync(new JobSpec
        {
            BuildLabelSet = new BuildLabelSet
            {
                Name = "coco-mini",
                Annotations = Path.Combine(coco!, "annotations", "instances_val2017.json"),
                Images = Path.Combine(coco!, "val2017"),
                MinImages = 5,
                MinArea = 0.1,
                Levels = 2,
            },
        });
        build.Error.Should().BeEmpty();
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = "coco-mini" })).Dataset;
        dataset.Images.Should().Be(79);
        dataset.Counts.Keys.Should().Contain(["level=1", "level=2"]);

        var evaluate = new JobSpec
        {
            Evaluate = new Evaluate { Dataset = "coco-mini", System = new Contracts.Orchestrator.V1.System { Model = "mini" } },
        };
        var job = await orchestrator.RunAsync(evaluate);
        job.Error.Should().BeEmpty();
        var run = (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = job.Result.RunId })).Run;
        run.Summary.Queries.Should().Be(dataset.Queries);
        run.Summary.QueriesWithoutHits.Should().Be(0);

        // Persons are on most of these photos: even a weak model finds more than chance, and no figure is out of range.
        run.Summary.Measures.Should().OnlyContain(m => m.Mean >= 0 && m.Mean <= 1 && m.Low <= m.Mean && m.Mean <= m.High);
        run.Summary.Measures.Single(m => m.Measure == "P@5").Mean.Should().BeGreaterThan(0.1);

        var search = await orchestrator.Runs.SearchAsync(new SearchRequest { Dataset = "coco-mini", Model = "mini", Text = "a person", TopK = 3 });
        search.Hits.Should().HaveCount(3);
    }

    // The English half of the model, with the manifest that says how it wants its input (the data's README).
    private static string PrepareModel(string model, string tokenizers, string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(model, "image.onnx"), Path.Combine(folder, "image.onnx"));
        File.Copy(Path.Combine(model, "text_en.onnx"), Path.Combine(folder, "text_en.onnx"));
        File.Copy(Path.Combine(tokenizers, "bpe_simple_vocab_16e6.txt.gz"), Path.Combine(folder, "bpe.txt.gz"));
        File.WriteAllText(
            Path.Combine(folder, "isb-model.json"),
            """
            {
              "schema": 1, "name": "mini", "kind": "dual", "dimension": 256, "languages": ["en"],
              "image": {
                "file": "image.onnx", "size": 224,
                "preprocess": { "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225] }
              },
              "text": {
                "file": "text_en.onnx", "context": 77, "pad_to_context": true,
                "tokenizer": { "kind": "clip_bpe", "vocab": "bpe.txt.gz", "cleaning": "open_ai" }
              }
            }
            """);
        return folder;
    }
}
