using System.Text;
using FsCheck.Xunit;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Texts;

/// <summary>Whatever the text: no exception, ids of the vocabulary, the same ids again; very long, control characters, mixed scripts.</summary>
public sealed class TokenizerPropertyTests
{
    private const string Skip = "the vocabularies are not on this machine (../shared/data/tokenizers)";
    private const int ClipVocabulary = 49408;
    private const int BertVocabulary = 21128;
    private static readonly bool Missing = Repository.SharedData("tokenizers") is null;
    private static readonly Lazy<ITokenizer> OpenAi = new(() => TokenIdTests.Load("clip_openai", "bpe_simple_vocab_16e6.txt.gz"));
    private static readonly Lazy<ITokenizer> Hf = new(() => TokenIdTests.Load("clip_hf", "vocab.json"));
    private static readonly Lazy<ITokenizer> Bert = new(() => TokenIdTests.Load("bert_cn_clip", "cn_clip_bert_vocab.txt"));

    // Scripts and kinds of characters that meet in real queries, and some that should not.
    private static readonly (int From, int To)[] Blocks =
    [
        (0x20, 0x7E), (0x00, 0x1F), (0x7F, 0x9F), (0xA0, 0xFF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF), (0x600, 0x6FF), (0xE00, 0xE7F),
        (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFF00, 0xFFEF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0000, 0xE007F),
    ];

    [Property(MaxTest = 400)]
    public void Any_text_has_ids_of_the_vocabulary(int seed)
    {
        Assert.SkipWhen(Missing, Skip);
        var text = Text(new Random(seed), 60);
        Check(OpenAi.Value, text, ClipVocabulary);
        Check(Hf.Value, text, ClipVocabulary);
        Check(Bert.Value, text, BertVocabulary);
    }

    [Property(MaxTest = 200)]
    public void White_space_at_the_ends_and_its_amount_do_not_matter(int seed)
    {
        Assert.SkipWhen(Missing, Skip);
        var words = string.Join(' ', Enumerable.Range(0, 5).Select(i => Text(new Random(seed + i), 6).Replace('<', 'x').Replace('&', 'x')));
        var spread = "  " + words.Replace(" ", " \t ", StringComparison.Ordinal) + "\u3000";
        Hf.Value.Tokenize(spread).Should().Equal(Hf.Value.Tokenize(words));
        Bert.Value.Tokenize(spread).Should().Equal(Bert.Value.Tokenize(words));
    }

    [Property(MaxTest = 200)]
    public void Words_are_tokenised_one_by_one(int seed)
    {
        Assert.SkipWhen(Missing, Skip);
        var random = new Random(seed);
        var words = Enumerable.Range(0, random.Next(1, 8)).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next('a', 'z' + 1))])).ToArray();
        foreach (var tokenizer in (ITokenizer[])[OpenAi.Value, Hf.Value, Bert.Value])
            tokenizer.Tokenize(string.Join(' ', words)).Should().Equal(words.SelectMany(tokenizer.Tokenize));
    }

    [Fact]
    public void Very_long_texts_are_tokenised_and_cut()
    {
        Assert.SkipWhen(Missing, Skip);
        foreach (var text in (string[])[new string('a', 65536), string.Concat(Enumerable.Repeat("一", 20000)), string.Concat(Enumerable.Repeat("😀", 16000)), new string('\u0301', 20000), new string('&', 65536)])
        {
            Check(OpenAi.Value, text, ClipVocabulary);
            Check(Hf.Value, text, ClipVocabulary);
            Check(Bert.Value, text, BertVocabulary);
        }

        var cut = new TextEncoding(Bert.Value, Start: 101, End: 102, Context: 52).Encode(string.Concat(Enumerable.Repeat("一", 60)));
        cut.Truncated.Should().BeTrue();
        cut.Ids.Should().HaveCount(52).And.StartWith(101).And.EndWith(102);
    }

    [Fact]
    public void Unigram_ids_equal_those_of_SentencePiece()
    {
        var encoding = TokenizerLoader.Load(Fixture.PathOf("unigram"), new TokenizerSettings { Kind = TokenizerKind.Unigram, Vocab = "spiece.model" }, context: 64);
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Fixture.PathOf("unigram", "expected.json")));
        var differences = new List<string>();
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var text = entry.GetProperty("text").GetString()!;
            var expected = entry.GetProperty("ids").EnumerateArray().Select(e => e.GetInt32()).ToArray();
            var actual = encoding.Tokenizer.Tokenize(text);
            if (!actual.SequenceEqual(expected))
                differences.Add($"'{text}': {string.Join(' ', actual)} instead of {string.Join(' ', expected)}");
        }

        differences.Should().BeEmpty();
        encoding.Encode("cat").Ids[^1].Should().Be(1);
    }

    private static void Check(ITokenizer tokenizer, string text, int vocabulary)
    {
        var ids = tokenizer.Tokenize(text);
        ids.Should().OnlyContain(id => id >= 0 && id < vocabulary);
        tokenizer.Tokenize(text).Should().Equal(ids);
    }

    private static string Text(Random random, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            var (from, to) = Blocks[random.Next(Blocks.Length)];
            text.Append(new Rune(random.Next(from, to + 1)).ToString());
        }

        return text.ToString();
    }
}
