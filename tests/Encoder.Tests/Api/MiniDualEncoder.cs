using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>The small real dual encoder of <c>mini-dual-encoder</c> as two models, Chinese and English, each with a manifest.</summary>
internal static class MiniDualEncoder
{
    public const string Skip = "the mini dual encoder is not on this machine (../shared/data/mini-dual-encoder)";

    public static bool IsMissing => Repository.SharedData("mini-dual-encoder") is null || Repository.SharedData("tokenizers") is null;

    /// <summary>Makes a folder that can be added.</summary>
    /// <param name="folder">Where to make it.</param>
    /// <param name="language"><c>zh</c> or <c>en</c>.</param>
    public static string Prepare(string folder, string language)
    {
        Directory.CreateDirectory(folder);
        var chinese = language == "zh";
        var vocabulary = chinese ? "cn_clip_bert_vocab.txt" : "bpe_simple_vocab_16e6.txt.gz";
        var text = $"text_{language}.onnx";
        File.Copy(Repository.SharedData("mini-dual-encoder", "image.onnx")!, Path.Combine(folder, "image.onnx"));
        File.Copy(Repository.SharedData("mini-dual-encoder", text)!, Path.Combine(folder, text));
        File.Copy(Repository.SharedData("tokenizers", vocabulary)!, Path.Combine(folder, vocabulary));
        new ModelManifest
        {
            Name = "mini-" + language,
            Kind = ModelKind.Dual,
            Dimension = 256,
            Languages = [language],
            Image = new ImageTowerSettings
            {
                File = "image.onnx",
                Size = 224,
                Preprocess = new PreprocessSettings { Mean = [0.485f, 0.456f, 0.406f], Std = [0.229f, 0.224f, 0.225f] },
            },
            Text = new TextTowerSettings
            {
                File = text,
                Context = chinese ? 52 : 77,
                PadToContext = true,
                Tokenizer = new TokenizerSettings
                {
                    Kind = chinese ? TokenizerKind.Bert : TokenizerKind.ClipBpe,
                    Vocab = vocabulary,
                    Cleaning = chinese ? CleaningKind.None : CleaningKind.OpenAi,
                },
            },
        }.Write(folder);
        return folder;
    }
}
