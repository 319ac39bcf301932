using FsCheck.Xunit;
using Google.Protobuf;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Models.Onnx;
using ImageSearchBench.Encoder.Tests.Api;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Testing;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Tests.Models;

/// <summary>Texts of a causal tower share the rows of their beginnings, and nobody can tell from the vectors.</summary>
public sealed class SharedBeginningsTests
{
    private const int Context = 16;
    private const int Start = 2;
    private const int End = 3;

    /// <summary>Towers that can share: with LayerNormalization and free length, with its parts and fixed length, with a vector from all tokens, from all places, with heads split in an unknown way.</summary>
    private static readonly string[] Causal = ["causal", "fixed", "all_tokens", "all_places", "odd_heads"];

    private static readonly Lazy<Dictionary<string, TextTower>> Rewritten = new(() => Causal.ToDictionary(name => name, name => Load(name, rewrite: true)));

    private static readonly Lazy<Dictionary<string, TextTower>> Originals = new(() => Causal.ToDictionary(name => name, name => Load(name, rewrite: false)));

    [Theory]
    [InlineData("causal", true, true, 8)]
    [InlineData("fixed", true, true, null)]
    [InlineData("all_tokens", true, false, 8)]
    [InlineData("all_places", true, false, null)]
    [InlineData("odd_heads", true, true, 8)]
    [InlineData("looks_ahead", false, false, null)]
    public async Task A_tower_is_rewritten_where_that_changes_no_vector(string name, bool shares, bool endsOnly, int? padToMultipleOf)
    {
        await using var service = await TinyService.StartAsync();
        var source = Folder(service.Folder["source"], name);
        var model = await service.AddAsync(source);
        var checks = (await service.Client.VerifyModelAsync(new VerifyModelRequest { Name = model.Name })).Checks;
        checks.Any(c => c.Contains("share the rows of their beginnings", StringComparison.Ordinal)).Should().Be(shares);
        model.BatchDependent.Should().BeFalse();

        var added = Path.Combine(service.Folder["models"], name);
        Directory.GetFiles(added).Select(Path.GetFileName).Should().BeEquivalentTo(["isb-model.json", "text.onnx", "vocab.txt"]);
        OnnxFile.Read(Path.Combine(added, "text.onnx")).Graph.Input.Any(i => i.Name == RowInputs.EndRows).Should().Be(endsOnly);
        ModelManifest.Read(added)!.Text!.PadToMultipleOf.Should().Be(padToMultipleOf);
        if (!shares)
            (await File.ReadAllBytesAsync(Path.Combine(added, "text.onnx"))).Should().Equal(await File.ReadAllBytesAsync(Path.Combine(source, "text.onnx")));

        // What was rewritten once can be added from where it lies, as it is.
        var again = await service.AddAsync(Copy(added, service.Folder["copy"]), "again");
        again.ContentHash.Should().Be(model.ContentHash);
    }

    [Property(MaxTest = 60)]
    public void A_text_has_one_vector_whatever_begins_as_it_does(int seed)
    {
        var random = new Random(seed);
        foreach (var (name, tower) in Rewritten.Value)
        {
            var texts = Texts(random, tower);
            using var run = new RunOptions();
            var together = tower.Run(texts, run);
            for (var i = 0; i < texts.Length; i++)
            {
                tower.Run([texts[i]], run)[0].Should().Equal(together[i], "{0}: {1}", name, string.Join(' ', texts[i]));
                var expected = Originals.Value[name].Run([texts[i]], run)[0];
                for (var d = 0; d < expected.Length; d++)
                    together[i][d].Should().BeApproximately(expected[d], 1e-5f, "{0}: {1}", name, string.Join(' ', texts[i]));
            }
        }
    }

    [Fact]
    public void Only_what_behind_attention_needs_is_computed_for_the_end_alone()
    {
        Inputs("causal").Should().BeEquivalentTo([RowInputs.Rows, RowInputs.Places, RowInputs.EndPlaces, RowInputs.EndRows, RowInputs.Texts]);
        // Its vector comes from all tokens.
        Inputs("all_tokens").Should().BeEquivalentTo([RowInputs.Rows, RowInputs.Places]);
    }

    [Theory]
    [InlineData("causal", 0)]
    [InlineData("fixed", 0)]
    [InlineData("odd_heads", 8)]
    public void Tokens_are_split_into_heads_while_they_are_spread(string name, int transposed)
    {
        var model = OnnxFile.Read(Fixture.PathOf("beginnings", name + ".onnx"));
        var rewritten = SharedBeginnings.Rewrite(model, Probe(model), endsOnly: true)!;
        // Two layers: queries, keys, values and what comes of them. Keys are turned for the product, which fuses with that.
        Swaps(model).Should().Be(8);
        Swaps(rewritten).Should().Be(transposed);

        static int Swaps(ModelProto model) =>
            model.Graph.Node.Count(n => n.OpType == "Transpose" && (n.Attribute[0].Ints.SequenceEqual([0L, 2, 1, 3]) || n.Attribute[0].Ints.SequenceEqual([0L, 2, 3, 1])));
    }

    [Fact]
    public void Texts_are_filled_up_to_the_next_multiple_within_the_context()
    {
        Rewritten.Value["causal"].LengthOf(2).Should().Be(8);
        Rewritten.Value["causal"].LengthOf(8).Should().Be(8);
        Rewritten.Value["causal"].LengthOf(9).Should().Be(Context);
        Rewritten.Value["all_places"].LengthOf(13).Should().Be(13);
        Rewritten.Value["fixed"].LengthOf(2).Should().Be(Context);
        using var session = new SessionOptions();
        using var folder = new TemporaryFolder();
        using var odd = new TextTower(Folder(folder["causal"], "causal"), Settings with { Context = 15, PadToMultipleOf = 8 }, session, maxBatch: 8, maxTokens: 40);
        odd.LengthOf(13).Should().Be(15);
    }

    [Fact]
    public async Task Callers_get_the_same_vectors_whoever_calls_beside_them()
    {
        await using var service = await TinyService.StartAsync(("Encoder:CacheEnabled", "false"), ("Encoder:TextTokens", "48"), ("Encoder:Runs", "2"));
        var model = (await service.AddAsync(Folder(service.Folder["source"], "causal"))).Name;
        var words = Fixture.BertVocabulary[4..].Where(w => !w.StartsWith("##", StringComparison.Ordinal)).ToArray();
        var random = new Random(3);
        // Half begin as the one before does.
        var texts = new List<string>();
        for (var i = 0; i < 120; i++)
        {
            var text = i % 2 == 1 ? texts[i - 1].Split(' ')[..^1] : [];
            texts.Add(string.Join(' ', text.Concat(random.GetItems(words, random.Next(1, 8)))));
        }

        async Task<float[][]> CallAsync(IEnumerable<string> some) =>
            [.. (await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = model, Texts = { some } })).Outcomes.Select(o => o.Embedding.Values.ToArray())];
        var alone = new List<float[]>();
        foreach (var text in texts)
            alone.Add((await CallAsync([text]))[0]);
        var callers = await Task.WhenAll(Enumerable.Range(1, 12).Select(size => Task.WhenAll(texts.Chunk(size).Select(CallAsync))));
        foreach (var vectors in callers.Select(c => c.SelectMany(v => v).ToList()))
        {
            vectors.Should().HaveCount(texts.Count);
            for (var i = 0; i < texts.Count; i++)
                vectors[i].AsSpan().SequenceEqual(alone[i]).Should().BeTrue();
        }
    }

    [Fact]
    public void Long_texts_go_in_smaller_batches()
    {
        using var session = new SessionOptions();
        using var folder = new TemporaryFolder();
        using var tower = new TextTower(Folder(folder["causal"], "causal"), Settings, session, maxBatch: 8, maxTokens: 40);
        tower.BatchOf(3).Most.Should().Be(8);
        tower.BatchOf(10).Most.Should().Be(4);
        tower.BatchOf(16).Most.Should().Be(2);
        tower.BatchOf(100).Most.Should().Be(1);
    }

    [Fact]
    public void A_graph_whose_operators_hold_graphs_is_left_alone()
    {
        var path = Fixture.PathOf("beginnings", "causal.onnx");
        var model = OnnxFile.Read(path);
        var shapes = Probe(model);
        SharedBeginnings.Rewrite(model, shapes, endsOnly: false).Should().NotBeNull();
        model.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "body", G = new GraphProto() });
        SharedBeginnings.Rewrite(model, shapes, endsOnly: false).Should().BeNull();
    }

    [Fact]
    public void Rewriting_leaves_the_original_as_it_is_and_gives_the_same_bytes_each_time()
    {
        var model = OnnxFile.Read(Fixture.PathOf("beginnings", "causal.onnx"));
        var before = model.Clone();
        var shapes = Probe(model);
        var first = SharedBeginnings.Rewrite(model, shapes, endsOnly: true)!;
        model.Should().Be(before);
        SharedBeginnings.Rewrite(model, shapes, endsOnly: true)!.ToByteArray().Should().Equal(first.ToByteArray());
    }

    private static TextTowerSettings Settings => new()
    {
        File = "text.onnx",
        Context = Context,
        Tokenizer = new TokenizerSettings { Kind = TokenizerKind.Bert, Vocab = "vocab.txt" },
    };

    // Texts of which many begin alike, of one length in the model.
    private static int[][] Texts(Random random, TextTower tower)
    {
        var length = tower.LengthOf(random.Next(2, Context + 1));
        int[] own = [.. Enumerable.Range(2, Context - 1).Where(tokens => tower.LengthOf(tokens) == length)];
        var texts = new int[random.Next(1, 20)][];
        for (var i = 0; i < texts.Length; i++)
        {
            var text = new int[random.GetItems(own, 1)[0]];
            var other = i == 0 ? [] : texts[random.Next(i)];
            var kept = random.Next(Math.Min(other.Length, text.Length) + 1);
            for (var at = 0; at < text.Length; at++)
                text[at] = at == 0 ? Start : at == text.Length - 1 ? End : at < kept ? other[at] : random.Next(4, Fixture.BertVocabulary.Length);
            texts[i] = text;
        }

        return texts;
    }

    private static bool TakesItsEnd(string name) => !name.StartsWith("all", StringComparison.Ordinal);

    private static TokenShapes Probe(ModelProto model)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["probe"]);
        var shapes = ShapeProbe.Run(Path.Combine(folder["probe"], "text.onnx"), model)!;
        Directory.GetFiles(folder["probe"]).Should().BeEmpty();
        return shapes;
    }

    private static string[] Inputs(string name)
    {
        var model = OnnxFile.Read(Fixture.PathOf("beginnings", name + ".onnx"));
        return [.. SharedBeginnings.Rewrite(model, Probe(model), endsOnly: TakesItsEnd(name))!.Graph.Input.Select(i => i.Name).Where(n => n != "input_ids")];
    }

    private static TextTower Load(string name, bool rewrite)
    {
        using var folder = new TemporaryFolder();
        using var session = new SessionOptions();
        var source = Folder(folder["source"], name);
        if (rewrite)
        {
            var model = OnnxFile.Read(Path.Combine(source, "text.onnx"));
            OnnxFile.Write(SharedBeginnings.Rewrite(model, Probe(model), endsOnly: TakesItsEnd(name))!, Path.Combine(source, "text.onnx"));
        }

        // The session has read the whole file.
        return new TextTower(source, Settings with { PadToMultipleOf = rewrite && name != "all_places" ? 8 : null }, session, maxBatch: 32, maxTokens: 512);
    }

    private static string Folder(string target, string name)
    {
        Directory.CreateDirectory(target);
        File.Copy(Fixture.PathOf("beginnings", name + ".onnx"), Path.Combine(target, "text.onnx"));
        File.WriteAllLines(Path.Combine(target, "vocab.txt"), Fixture.BertVocabulary);
        new ModelManifest { Name = name, Kind = ImageSearchBench.Encoder.Models.ModelKind.Text, Text = Settings }.Write(target);
        return target;
    }

    private static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }
}
