using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>Real photos, real models and real vectors; skipped where they are missing.</summary>
public sealed class RealInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_label_set_of_COCO_photos_and_a_dual_encoder_trained_on_photos()
    {
        var coco = RequireData("coco-mini");
        var model = MakeModelFolder(RequireData("mini-dual-encoder"), RequireData("tokenizers"));
        File.WriteAllText(_folder["taxonomy.json"], """
            {"version": 1, "labels": [
              {"name": "person", "zh": "人", "en": "person", "parents": [], "equivalents": []},
              {"name": "dining table", "zh": "餐桌", "en": "dining table", "parents": [], "equivalents": []},
              {"name": "refrigerator", "zh": "冰箱", "en": "refrigerator", "parents": [], "equivalents": []}]}
            """);

        (await RunAsync("models", "add", model, "--name", "mini")).RequireDone();
        var dataset = (await RunAsync(
            "build", "labels", "--annotations", Path.Combine(coco, "annotations", "instances_val2017.json"), "--images", Path.Combine(coco, "val2017"),
            "--taxonomy", _folder["taxonomy.json"], "--languages", "zh", "--min-images", "5", "--min-area", "0.1", "--levels", "2", "--json"))
            .RequireDone().Json;
        var evaluation = (await RunAsync("evaluate", "--dataset", dataset["hash"]!.ToString(), "--system", "mini", "--json")).RequireDone().Json;

        // Three searchable classes and one pair, in two styles.
        ((int)dataset["images"]!, (int)dataset["queries"]!).Should().Be((79, 8));
        var chance = (double)dataset["judgments"]! / ((int)dataset["images"]! * (int)dataset["queries"]!);
        ((double)evaluation["measures"]!["AP"]!["mean"]!).Should().BeGreaterThan(1.2 * chance);
        ((double)evaluation["measures"]!["R@20"]!["mean"]!).Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_topic_set_of_Flickr8k_photos_whose_captions_people_wrote()
    {
        var flickr = RequireData("flickr8k-test");
        var model = MakeModelFolder(RequireData("mini-dual-encoder"), RequireData("tokenizers"));
        File.WriteAllText(_folder["topics.txt"], "动物: 狗, 马, 鸟\n人: 孩子, 婴儿, 老人\n运动: 足球, 滑板, 冲浪, 自行车, 篮球, 滑雪\n地方: 海滩, 雪地, 游泳池, 街道\n");
        string[] build =
        [
            "build", "topics", "--queries", _folder["topics.txt"], "--source", "library:" + flickr, "--min-results", "20", "--max-taken", "24", "--name", "flickr",
            "--json",
        ];

        (await RunAsync("models", "add", model, "--name", "mini")).RequireDone();
        var dataset = (await RunAsync(build)).RequireDone().Json;
        var again = (await RunAsync(build)).RequireDone().Json;
        var evaluation = (await RunAsync("evaluate", "--dataset", "flickr", "--system", "mini", "-m", "P@1,P@5,P@10,R@15,R@20", "--json")).RequireDone().Json;

        again["hash"]!.ToString().Should().Be(dataset["hash"]!.ToString());
        var queries = (int)dataset["queries"]!;
        ((int)dataset["images"]!, (int)dataset["judgments"]!).Should().Be((12 * queries, 12 * queries));
        queries.Should().BeGreaterThan(7);

        // By chance a query's twelve images would be one in so many of the first ones.
        evaluation["measures"]!.AsObject().Select(m => m.Key).Should().Equal("P@1", "P@5", "P@10", "R@15", "R@20");
        ((double)evaluation["measures"]!["P@5"]!["mean"]!).Should().BeGreaterThan(2.0 / queries);
        ((double)evaluation["measures"]!["R@20"]!["mean"]!).Should().BeGreaterThan(2.0 * 20 / (12 * queries));
    }

    [Fact]
    public async Task Ready_vectors_of_a_real_model_give_their_known_figures()
    {
        var source = RequireData("clip-vectors");
        var vectors = Directory.CreateDirectory(_folder["clip"]).FullName;
        foreach (var file in new[] { "gallery.f32", "gallery_ids.txt", "queries.f32" })
            File.Copy(Path.Combine(source, file), Path.Combine(vectors, file));
        var queries = File.ReadAllLines(Path.Combine(source, "queries.tsv")).Select((line, i) => (Id: $"q{i:000}", Fields: line.Split('\t', 2))).ToArray();
        File.WriteAllLines(Path.Combine(vectors, "queries_ids.txt"), queries.Select(q => q.Id));
        var dataset = Directory.CreateDirectory(_folder["captions"]).FullName;
        File.WriteAllLines(
            Path.Combine(dataset, "queries.jsonl"),
            queries.Select(q => $$"""{"id": "{{q.Id}}", "text": {{System.Text.Json.JsonSerializer.Serialize(q.Fields[1])}}, "language": "en", "style": "caption"}"""));
        File.WriteAllLines(Path.Combine(dataset, "qrels.tsv"), queries.Select(q => $"{q.Id}\t0\t{q.Fields[0]}\t1"));

        var evaluation = (await RunAsync("evaluate", "--dataset", dataset, "--system", "vectors:" + vectors, "--top-k", "1091", "--json")).RequireDone().Json;

        ((int)evaluation["queries"]!).Should().Be(500);
        Mean("Success@1").Should().BeApproximately(0.566, 1e-9);
        Mean("Success@5").Should().BeApproximately(0.866, 1e-9);
        Mean("Success@10").Should().BeApproximately(0.924, 1e-9);
        Mean("P@10").Should().BeApproximately(0.0924, 1e-9);
        Mean("RR").Should().BeApproximately(0.6976050665061465, 1e-9);

        double Mean(string measure) => (double)evaluation["measures"]![measure]!["mean"]!;
    }

    private static string RequireData(string folder)
    {
        var path = Repository.SharedData(folder);
        Assert.SkipWhen(path is null, $"shared/data/{folder} is not on this machine.");
        return path!;
    }

    private string MakeModelFolder(string encoder, string tokenizers)
    {
        var folder = Directory.CreateDirectory(_folder["model"]).FullName;
        File.Copy(Path.Combine(encoder, "image.onnx"), Path.Combine(folder, "image.onnx"));
        File.Copy(Path.Combine(encoder, "text_zh.onnx"), Path.Combine(folder, "text.onnx"));
        File.Copy(Path.Combine(tokenizers, "cn_clip_bert_vocab.txt"), Path.Combine(folder, "vocab.txt"));
        File.WriteAllText(Path.Combine(folder, "isb-model.json"), """
            {
              "schema": 1, "kind": "dual", "dimension": 256, "languages": ["zh"],
              "image": {
                "file": "image.onnx", "size": 224,
                "preprocess": {
                  "resize": "shortest", "filter": "bicubic",
                  "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]
                }
              },
              "text": {
                "file": "text.onnx", "context": 52, "pad_to_context": true,
                "tokenizer": { "kind": "bert", "vocab": "vocab.txt" }
              }
            }
            """);
        return folder;
    }

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync([.. args, "--data", _folder["data"]]);
}
