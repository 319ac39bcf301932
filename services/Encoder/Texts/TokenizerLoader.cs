using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.Tokenizers;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>Loads a tokenizer out of a model's folder.</summary>
internal static class TokenizerLoader
{
    private const string ClipStart = "<|startoftext|>";
    private const string ClipEnd = "<|endoftext|>";
    private const int ClipMerges = 49152 - 256 - 2;

    /// <summary>Loads it.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: a file is missing or is not what the settings say.</exception>
    public static TextEncoding Load(string folder, TokenizerSettings settings, int context)
    {
        Unicode.RequireIcu();
        try
        {
            var (tokenizer, start, end) = settings.Kind switch
            {
                TokenizerKind.Bert => LoadBert(folder, settings),
                TokenizerKind.ClipBpe => LoadClip(folder, settings),
                _ => LoadUnigram(folder, settings),
            };
            return new TextEncoding(tokenizer, Mark(settings.StartId, start), Mark(settings.EndId, end), context);
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidDataException or ArgumentException or InvalidOperationException or FormatException or KeyNotFoundException or InvalidProtocolBufferException)
        {
            throw BenchException.Invalid($"The tokenizer '{settings.Vocab}' cannot be read as {settings.Kind}: {e.Message}", inner: e);
        }
    }

    private static int? Mark(int? chosen, int? family) => chosen is null ? family : chosen < 0 ? null : chosen;

    private static (ITokenizer Tokenizer, int? Start, int? End) LoadBert(string folder, TokenizerSettings settings)
    {
        var path = Path.Combine(folder, settings.Vocab);
        var lines = settings.Vocab.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? ReadVocabulary(path, mergesPath: null, hasMerges: false).Vocabulary.OrderBy(t => t.Value).Select(t => t.Key).ToArray()
            : File.ReadAllLines(path, Encoding.UTF8);
        var ids = new Dictionary<string, int>(lines.Length, StringComparer.Ordinal);
        for (var i = 0; i < lines.Length; i++)
            ids[lines[i].Trim()] = i;
        foreach (var mark in (string[])["[UNK]", "[CLS]", "[SEP]"])
        {
            if (!ids.ContainsKey(mark))
                throw BenchException.Invalid($"The vocabulary '{settings.Vocab}' has no {mark}: it is no BERT vocabulary.");
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var pieces = WordPieceTokenizer.Create(stream, new WordPieceOptions
        {
            // The library reserves stack for this many UTF-16 units; ours counts code points, of two units at most.
            MaxInputCharsPerWord = 2 * settings.MaxWordLength,
            UnknownToken = "[UNK]",
        });
        return (new BertTokenizer(pieces, ids["[UNK]"], settings.LowerCase, settings.MaxWordLength), ids["[CLS]"], ids["[SEP]"]);
    }

    private static (ITokenizer Tokenizer, int? Start, int? End) LoadUnigram(string folder, TokenizerSettings settings)
    {
        var model = SentencePieceModel.Read(Path.Combine(folder, settings.Vocab));
        return (new UnigramTokenizer(model.Pieces, model.Unknown, settings.Cleaning ?? CleaningKind.None), null, model.End);
    }

    private static (ITokenizer Tokenizer, int? Start, int? End) LoadClip(string folder, TokenizerSettings settings)
    {
        var path = Path.Combine(folder, settings.Vocab);
        var (vocabulary, merges) = settings.Vocab.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || settings.Vocab.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)
            ? ReadMergesOnly(path)
            : ReadVocabulary(path, settings.Merges is null ? null : Path.Combine(folder, settings.Merges), hasMerges: true);
        var options = new BpeOptions(vocabulary)
        {
            Merges = merges,
            EndOfWordSuffix = "</w>",
            UnknownToken = ClipEnd,
        };
        var tokenizer = BpeTokenizer.Create(options);
        var marks = new Dictionary<string, int>(StringComparer.Ordinal) { [ClipStart] = vocabulary[ClipStart], [ClipEnd] = vocabulary[ClipEnd] };
        return (new ClipBpeTokenizer(tokenizer, marks, settings.Cleaning ?? CleaningKind.Hf), marks[ClipStart], marks[ClipEnd]);
    }

    // OpenAI's file holds merges only: the ids follow from their order.
    private static (Dictionary<string, int> Vocabulary, List<string> Merges) ReadMergesOnly(string path)
    {
        using var file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content, Encoding.UTF8);
        _ = reader.ReadLine();
        var merges = new List<string>(ClipMerges);
        while (merges.Count < ClipMerges && reader.ReadLine() is { Length: > 0 } line)
            merges.Add(line);

        var alphabet = ClipBpeTokenizer.BuildAlphabet();
        // The ids follow OpenAI's order: printable bytes first, then the others, both again with the end of word, then the merges.
        var letters = alphabet.Where(c => c < 256).Concat(alphabet.Where(c => c >= 256)).Select(c => c.ToString()).ToArray();
        string[] tokens = [.. letters, .. letters.Select(l => l + "</w>"), .. merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal)), ClipStart, ClipEnd];
        var vocabulary = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (var i = 0; i < tokens.Length; i++)
            vocabulary[tokens[i]] = i;
        return (vocabulary, merges);
    }

    private static (Dictionary<string, int> Vocabulary, List<string> Merges) ReadVocabulary(string path, string? mergesPath, bool hasMerges)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var model = root.TryGetProperty("model", out var m) && m.ValueKind == JsonValueKind.Object ? m : default;
        var vocab = model.ValueKind == JsonValueKind.Object ? model.GetProperty("vocab") : root;
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in vocab.EnumerateObject())
            vocabulary[entry.Name] = entry.Value.GetInt32();
        if (model.ValueKind == JsonValueKind.Object && root.TryGetProperty("added_tokens", out var added))
        {
            foreach (var token in added.EnumerateArray())
                vocabulary[token.GetProperty("content").GetString()!] = token.GetProperty("id").GetInt32();
        }

        List<string> merges = !hasMerges ? [] : model.ValueKind == JsonValueKind.Object
            ? [.. model.GetProperty("merges").EnumerateArray().Select(MergeLine)]
            : [.. File.ReadLines(mergesPath ?? Path.Combine(Path.GetDirectoryName(path)!, "merges.txt"), Encoding.UTF8).Where(l => l.Length > 0 && !l.StartsWith("#version", StringComparison.Ordinal))];
        return (vocabulary, merges);
    }

    // Older files write "a b", newer ones ["a", "b"].
    private static string MergeLine(JsonElement merge) => merge.ValueKind == JsonValueKind.Array
        ? string.Join(' ', merge.EnumerateArray().Select(p => p.GetString()))
        : merge.GetString()!;
}
