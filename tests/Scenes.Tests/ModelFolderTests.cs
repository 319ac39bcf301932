using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Scenes.Tests;

/// <summary>The committed encoders do in ONNX Runtime what they did where they were trained.</summary>
public sealed class ModelFolderTests
{
    public static TheoryData<string> Names => [.. Directory.EnumerateDirectories(Path.Combine(Sample.Samples, "models")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_give_the_golden_embeddings_with_and_without_padding(string name)
    {
        var manifest = Sample.Json("models", name, "isb-model.json");
        using var session = new InferenceSession(Path.Combine(Sample.Samples, "models", name, "text.onnx"));
        foreach (var golden in manifest.GetProperty("goldens").GetProperty("texts").EnumerateArray())
        {
            var ids = golden.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ToArray();
            var head = golden.GetProperty("embedding_head").EnumerateArray().Select(x => x.GetSingle()).ToArray();
            var plain = Run(session, "input_ids", OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]));
            var padded = Run(session, "input_ids", OrtValue.CreateTensorValueFromMemory([.. ids, 0L, 0L, 0L, 0L, 0L], [1, ids.Length + 5]));
            plain.Should().HaveCount(manifest.GetProperty("dimension").GetInt32());
            Length(plain).Should().BeApproximately(1, 1e-4);
            Distance(plain.Take(4), head).Should().BeLessThan(1e-4);
            Distance(plain, padded).Should().BeLessThan(1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pictures_give_unit_vectors_for_any_batch(string name)
    {
        var manifest = Sample.Json("models", name, "isb-model.json");
        var size = manifest.GetProperty("image").GetProperty("size").GetInt32();
        var dimension = manifest.GetProperty("dimension").GetInt32();
        using var session = new InferenceSession(Path.Combine(Sample.Samples, "models", name, "image.onnx"));
        var pixels = Enumerable.Range(0, 3 * 3 * size * size).Select(i => MathF.Sin(i * 0.37f)).ToArray();
        var batch = Run(session, "pixel_values", OrtValue.CreateTensorValueFromMemory(pixels, [3, 3, size, size]));
        var one = Run(session, "pixel_values", OrtValue.CreateTensorValueFromMemory(pixels[..(3 * size * size)], [1, 3, size, size]));
        batch.Should().HaveCount(3 * dimension);
        Length(one).Should().BeApproximately(1, 1e-4);
        Distance(batch.Take(dimension), one).Should().BeLessThan(1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vocabulary_begins_with_the_special_tokens_and_the_folder_is_small(string name)
    {
        var folder = Path.Combine(Sample.Samples, "models", name);
        var tokens = File.ReadAllLines(Path.Combine(folder, "vocab.txt"));
        tokens.Take(4).Should().Equal("[PAD]", "[UNK]", "[CLS]", "[SEP]");
        tokens.Should().OnlyHaveUniqueItems();
        new[] { "image.onnx", "text.onnx" }.Sum(file => new FileInfo(Path.Combine(folder, file)).Length).Should().BeLessThan(5_000_000);
        File.ReadLines(Path.Combine(folder, "README.md")).First().Should().Contain("demonstration");
    }

    private static float[] Run(InferenceSession session, string input, OrtValue value)
    {
        using (value)
        {
            using var options = new RunOptions();
            using var results = session.Run(options, [input], [value], session.OutputNames);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        }
    }

    private static double Length(float[] row) => Math.Sqrt(row.Sum(x => (double)x * x));

    private static double Distance(IEnumerable<float> left, IEnumerable<float> right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
}
