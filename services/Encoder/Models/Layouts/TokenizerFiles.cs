using System.Text.Json.Nodes;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models.Layouts;

/// <summary>Finds a folder's tokenizer by its files.</summary>
internal static class TokenizerFiles
{
    // Hugging Face's WordPiece gives up on longer words; Google's and Chinese-CLIP's code has 200.
    private const int HuggingFaceWordLength = 100;

    /// <summary>The tokenizer's settings.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: there is none that is known.</exception>
    public static TokenizerSettings Find(ModelConfig config, string layout)
    {
        if (config.Find("bpe_simple_vocab_16e6.txt.gz") is { } openAi)
            return new TokenizerSettings { Kind = TokenizerKind.ClipBpe, Vocab = openAi, Cleaning = CleaningKind.OpenAi };
        if (config.Find("vocab.json") is { } vocabulary && config.Find("merges.txt") is { } merges)
            return new TokenizerSettings { Kind = TokenizerKind.ClipBpe, Vocab = vocabulary, Merges = merges, Cleaning = CleaningKind.Hf };
        if (config.Find("vocab.txt") is { } pieces)
            return Bert(config, pieces, layout);
        if (config.Find("tokenizer.json") is { } json)
            return FromTokenizerJson(config, json, layout);
        if ((config.Find("spiece.model") ?? config.Find("sentencepiece.model") ?? config.Find("tokenizer.model")) is { } spiece)
            return new TokenizerSettings { Kind = TokenizerKind.Unigram, Vocab = spiece, Cleaning = CleaningOf(config) };
        throw BenchException.Invalid(
            "The folder has no tokenizer that is known: tokenizer.json, vocab.txt, vocab.json with merges.txt, bpe_simple_vocab_16e6.txt.gz or spiece.model.", "directory");
    }

    private static TokenizerSettings FromTokenizerJson(ModelConfig config, string file, string layout)
    {
        var model = config.Json("tokenizer.json")?["model"];
        return (string?)model?["type"] switch
        {
            "WordPiece" => Bert(config, file, layout),
            "Unigram" => new TokenizerSettings { Kind = TokenizerKind.Unigram, Vocab = file, Cleaning = CleaningOf(config) },
            "BPE" when (string?)model["end_of_word_suffix"] == "</w>" => new TokenizerSettings { Kind = TokenizerKind.ClipBpe, Vocab = file, Cleaning = CleaningKind.Hf },
            // Older files leave the type out.
            null when model?["merges"] is JsonArray => new TokenizerSettings { Kind = TokenizerKind.ClipBpe, Vocab = file, Cleaning = CleaningKind.Hf },
            var other => throw BenchException.Invalid($"tokenizer.json holds a model of type '{other}', which is not supported.", "directory"),
        };
    }

    private static TokenizerSettings Bert(ModelConfig config, string vocabulary, string layout) => new()
    {
        Kind = TokenizerKind.Bert,
        Vocab = vocabulary,
        LowerCase = config.LowerCase,
        MaxWordLength = layout == "chinese-clip" ? new TokenizerSettings().MaxWordLength : HuggingFaceWordLength,
    };

    private static CleaningKind CleaningOf(ModelConfig config) =>
        config.ModelType.StartsWith("siglip", StringComparison.Ordinal) ? CleaningKind.Canonicalize : CleaningKind.None;
}
