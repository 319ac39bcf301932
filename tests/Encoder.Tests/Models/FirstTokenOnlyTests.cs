using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Models.Onnx;
using ImageSearchBench.Encoder.Tests.Api;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Testing;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Tests.Models;

/// <summary>Behind the last attention an image tower computes only the token that its vector is taken from, and nobody can tell from the vectors.</summary>
public sealed class FirstTokenOnlyTests
{
    [Theory]
    [InlineData("first", true)]
    [InlineData("in_parts", true)]
    [InlineData("all_tokens", false)]
    public async Task A_tower_is_rewritten_where_that_changes_no_vector(string name, bool rewritten)
    {
        await using var service = await TinyService.StartAsync();
        var model = await service.AddAsync(Fixture.Image(service.Folder[name], "first-token", name + ".onnx"));
        model.BatchDependent.Should().BeFalse();
        var added = Path.Combine(service.Folder["models"], model.Name);
        Directory.GetFiles(added).Select(Path.GetFileName).Should().BeEquivalentTo(["isb-model.json", name + ".onnx"]);
        OnnxFile.Read(Path.Combine(added, name + ".onnx")).Graph.Node.Any(n => n.Output[0].StartsWith("isb_first/", StringComparison.Ordinal)).Should().Be(rewritten);
        if (!rewritten)
            (await File.ReadAllBytesAsync(Path.Combine(added, name + ".onnx"))).Should().Equal(await File.ReadAllBytesAsync(Fixture.PathOf("first-token", name + ".onnx")));

        using var session = new SessionOptions();
        var settings = new ImageTowerSettings { File = name + ".onnx", Size = Fixture.Size };
        using var original = new ImageTower(Fixture.PathOf("first-token"), settings, session, maxBatch: 4);
        using var leaner = new ImageTower(added, settings, session, maxBatch: 4);
        float[][] images = [.. Enumerable.Range(0, 4).Select(Noise)];
        using var run = new RunOptions();
        var together = leaner.Run(images, run);
        for (var i = 0; i < images.Length; i++)
        {
            leaner.Run([images[i]], run)[0].Should().Equal(together[i]);
            var expected = original.Run([images[i]], run)[0];
            for (var d = 0; d < expected.Length; d++)
                together[i][d].Should().BeApproximately(expected[d], 1e-5f);
        }
    }

    [Fact]
    public void Products_behind_the_last_attention_see_one_token()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["probe"]);
        var path = Path.Combine(folder["probe"], "image.onnx");
        var model = OnnxFile.Read(Fixture.PathOf("first-token", "first.onnx"));
        var rewritten = FirstTokenOnly.Rewrite(model, ShapeProbe.Run(path, model)!)!;
        var shapes = ShapeProbe.Run(path, rewritten)!;
        // A layer: query, key, value, what attention gives, and the two of the perceptron; behind the last attention three of them, and the projection.
        var products = rewritten.Graph.Node.Where(n => n.OpType == "MatMul" && rewritten.Graph.Initializer.Any(w => w.Name == n.Input[1])).Select(n => shapes.Values[n.Output[0]]).ToArray();
        products.Should().HaveCount(13);
        products[..9].Should().OnlyContain(s => s.Length == 3 && s[1] == 5);
        products[9..12].Should().OnlyContain(s => s.Length == 3 && s[1] == 1);
        products[12].Should().Equal(ShapeProbe.Batch, Fixture.Dimension);
    }

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 * Fixture.Size * Fixture.Size).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
