using System.Text.Json;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Texts;

/// <summary>The strings of <c>encoder_vectors/token_ids.json</c> with the ids of three reference tokenizers (see its README).</summary>
public sealed class TokenIdTests
{
    private const string Skip = "the reference ids are not on this machine (../shared/data/encoder_vectors)";

    [Theory]
    [InlineData("clip_openai", "bpe_simple_vocab_16e6.txt.gz")]
    [InlineData("clip_openai", "vocab.json")]
    [InlineData("clip_hf", "bpe_simple_vocab_16e6.txt.gz")]
    [InlineData("clip_hf", "vocab.json")]
    [InlineData("bert_cn_clip", "cn_clip_bert_vocab.txt")]
    public void Ids_equal_those_of_the_reference(string reference, string vocabulary)
    {
        Assert.SkipWhen(Repository.SharedData("encoder_vectors") is null, Skip);
        var tokenizer = Load(reference, vocabulary);
        var differences = new List<string>();
        foreach (var entry in Entries())
        {
            var expected = entry.GetProperty(reference).EnumerateArray().Select(e => e.GetInt32()).ToArray();
            var text = entry.GetProperty("text").GetString()!;
            var actual = tokenizer.Tokenize(text);
            if (!actual.SequenceEqual(expected))
                differences.Add($"{JsonSerializer.Serialize(text)}: {string.Join(' ', actual)} instead of {string.Join(' ', expected)}");
        }

        differences.Should().BeEmpty();
    }

    internal static ITokenizer Load(string reference, string vocabulary) => TokenizerLoader.Load(
        Repository.SharedData("tokenizers")!,
        new TokenizerSettings
        {
            Kind = reference == "bert_cn_clip" ? TokenizerKind.Bert : TokenizerKind.ClipBpe,
            Vocab = vocabulary,
            Merges = vocabulary == "vocab.json" ? "merges.txt" : null,
            Cleaning = reference == "clip_openai" ? CleaningKind.OpenAi : CleaningKind.Hf,
        },
        context: 77).Tokenizer;

    private static JsonElement[] Entries()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.SharedData("encoder_vectors", "token_ids.json")!));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }
}
