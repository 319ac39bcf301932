using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Fixtures;

/// <summary>The tiny models beside this file (see <c>make_models.py</c>), and folders made of them.</summary>
internal static class Fixture
{
    public const int Size = 8;
    public const int Dimension = 4;

    /// <summary>A vocabulary of BERT's kind, small.</summary>
    public static readonly string[] BertVocabulary =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "photo", "of", "cat", "dog", "##s", "一", "只", "猫", "狗", "two", "children", "play", "with", "red", "ball", ",", "."];

    public static string PathOf(params string[] parts) => Path.Combine([Repository.Root, "tests", "Encoder.Tests", "Fixtures", .. parts]);

    /// <summary>A layout's folder copied to where a test may change it.</summary>
    public static string Copy(string layout, string target)
    {
        foreach (var file in Directory.EnumerateFiles(PathOf(layout), "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(target, Path.GetRelativePath(PathOf(layout), file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return target;
    }

    /// <summary>A dual model with a manifest, a BERT tokenizer and texts of any length.</summary>
    public static string Dual(string target, string name = "tiny", Func<ModelManifest, ModelManifest>? change = null)
    {
        Directory.CreateDirectory(target);
        File.Copy(PathOf("transformers", "onnx", "vision_model.onnx"), Path.Combine(target, "image.onnx"));
        File.Copy(PathOf("transformers", "onnx", "text_model.onnx"), Path.Combine(target, "text.onnx"));
        File.WriteAllLines(Path.Combine(target, "vocab.txt"), BertVocabulary);
        var manifest = new ModelManifest
        {
            Name = name,
            Kind = ModelKind.Dual,
            Image = new ImageTowerSettings { File = "image.onnx", Size = Size, Preprocess = new PreprocessSettings { Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] } },
            Text = new TextTowerSettings { File = "text.onnx", AttentionMask = "attention_mask", Context = 16, Tokenizer = new TokenizerSettings { Kind = TokenizerKind.Bert, Vocab = "vocab.txt" } },
        };
        (change is null ? manifest : change(manifest)).Write(target);
        return target;
    }

    /// <summary>An image model of one of the layouts' files.</summary>
    public static string Image(string target, params string[] onnx)
    {
        Directory.CreateDirectory(target);
        File.Copy(PathOf(onnx), Path.Combine(target, onnx[^1]));
        new ModelManifest
        {
            Kind = ModelKind.Image,
            Image = new ImageTowerSettings { File = onnx[^1], Size = Size },
        }.Write(target);
        return target;
    }

    /// <summary>A PNG of seeded noise.</summary>
    public static byte[] Png(int seed, int width = 20, int height = 12)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        using var image = NetVips.Image.NewFromMemory<byte>(pixels, width, height, 3, NetVips.Enums.BandFormat.Uchar);
        return image.WriteToBuffer(".png");
    }
}
