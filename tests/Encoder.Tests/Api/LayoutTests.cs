using System.Numerics.Tensors;
using Google.Protobuf;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Tests.Fixtures;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>Folders as people have them are recognised, added, and encode.</summary>
public sealed class LayoutTests
{
    private const string Clip = """{"do_resize":true,"size":{"shortest_edge":8},"resample":3,"do_center_crop":true,"crop_size":{"height":8,"width":8},"do_normalize":true,"image_mean":[0.48145466,0.4578275,0.40821073],"image_std":[0.26862954,0.26130258,0.27577711]}""";

    [Fact]
    public Task Transformers_split_towers() => EncodesAsync("transformers", ModelKind.Dual, 16, folder =>
    {
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), Clip);
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type":"clip","text_config":{"max_position_embeddings":16}}""");
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Fixture.BertVocabulary);
    }, "shortest-bicubic-convertfirst-floor-8");

    [Fact]
    public Task Open_clip() => EncodesAsync("open_clip", ModelKind.Dual, 77, folder =>
    {
        File.WriteAllText(Path.Combine(folder, "visual", "preprocess_cfg.json"), """{"size":[8,8],"mode":"RGB","mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5],"interpolation":"bilinear","resize_mode":"squash","fill_color":0}""");
        WriteClipTokenizerJson(Path.Combine(folder, "textual", "tokenizer.json"));
    }, "squash-bilinear-resizefirst-halfeven-8");

    [Fact]
    public Task Clip_as_service() => EncodesAsync("clip-as-service", ModelKind.Dual, 77, folder => WriteClipTokenizerJson(Path.Combine(folder, "tokenizer.json")), "shortest-bicubic-resizefirst-halfeven-8");

    [Fact]
    public Task Chinese_clip_deployed() => EncodesAsync(
        "chinese-clip", ModelKind.Dual, 52, folder => File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Fixture.BertVocabulary), "squash-bicubic-resizefirst-halfeven-8");

    [Fact]
    public Task Optimum_single_file_is_taken_apart() => EncodesAsync("optimum", ModelKind.Dual, 16, folder =>
    {
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), Clip);
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type":"clip","text_config":{"max_position_embeddings":16}}""");
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Fixture.BertVocabulary);
    }, "shortest-bicubic-convertfirst-floor-8");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sentence_encoder_pools_as_its_file_says(bool cls)
    {
        await using var service = await TinyService.StartAsync();
        var folder = Fixture.Copy("sentence", service.Folder["sentence"]);
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        await File.WriteAllTextAsync(Path.Combine(folder, "1_Pooling", "config.json"), $$"""{"pooling_mode_cls_token":{{(cls ? "true" : "false")}},"pooling_mode_mean_tokens":{{(cls ? "false" : "true")}}}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), """{"model_type":"bert","max_position_embeddings":512}""");
        await File.WriteAllLinesAsync(Path.Combine(folder, "vocab.txt"), Fixture.BertVocabulary);
        (await service.AddAsync(folder)).Kind.Should().Be(ModelKind.Text);

        var response = await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "sentence", Texts = { "a cat", "dog" } });
        var cosine = TensorPrimitives.CosineSimilarity<float>([.. response.Outcomes[0].Embedding.Values], [.. response.Outcomes[1].Embedding.Values]);
        // [CLS] is the same token in every text, and these tokens do not see each other.
        if (cls)
            cosine.Should().BeApproximately(1, 1e-6f);
        else
            cosine.Should().BeLessThan(.999f);
    }

    [Fact]
    public async Task The_halves_of_a_single_file_give_what_the_whole_gives()
    {
        await using var service = await TinyService.StartAsync();
        foreach (var layout in (string[])["optimum", "transformers"])
        {
            var folder = Fixture.Copy(layout, service.Folder[layout]);
            await File.WriteAllTextAsync(Path.Combine(folder, "preprocessor_config.json"), Clip);
            await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), """{"text_config":{"max_position_embeddings":16}}""");
            await File.WriteAllLinesAsync(Path.Combine(folder, "vocab.txt"), Fixture.BertVocabulary);
            await service.AddAsync(folder);
        }

        // The same weights stand in both fixtures.
        var image = ByteString.CopyFrom(Fixture.Png(3));
        var split = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "optimum", Images = { image } });
        var whole = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "transformers", Images = { image } });
        split.Outcomes.Should().Equal(whole.Outcomes);
    }

    [Fact]
    public async Task An_unknown_folder_is_refused_with_what_to_do()
    {
        await using var service = await TinyService.StartAsync();
        Directory.CreateDirectory(service.Folder["empty"]);
        var add = () => service.AddAsync(service.Folder["empty"]);
        (await add.Should().ThrowAsync<Grpc.Core.RpcException>()).Which.Status.Detail.Should().Contain("isb-model.json");
    }

    private static async Task EncodesAsync(string layout, ModelKind kind, int context, Action<string> complete, string preprocessing)
    {
        await using var service = await TinyService.StartAsync();
        var folder = Fixture.Copy(layout, service.Folder[layout]);
        complete(folder);
        var model = await service.AddAsync(folder);
        model.Should().BeEquivalentTo(new { Name = layout, Kind = kind, Dimension = Fixture.Dimension, ImageSize = Fixture.Size, ContextLength = context });
        model.Preprocessing.Should().StartWith(preprocessing);

        var images = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = layout, Images = { ByteString.CopyFrom(Fixture.Png(1)), ByteString.CopyFrom(Fixture.Png(2)) } });
        var texts = await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = layout, Texts = { "a cat", "a photo of a dog" } });
        foreach (var outcome in images.Outcomes.Concat(texts.Outcomes))
            outcome.Embedding.Values.Sum(x => (double)x * x).Should().BeApproximately(1, 1e-5);
        images.Outcomes[0].Should().NotBe(images.Outcomes[1]);
        texts.Outcomes[0].Should().NotBe(texts.Outcomes[1]);
    }

    // Bytes, bytes at the end of a word, two merges, the marks.
    private static void WriteClipTokenizerJson(string path)
    {
        var alphabet = Encoder.Texts.ClipBpeTokenizer.BuildAlphabet().Select(c => c.ToString()).ToArray();
        string[] tokens = [.. alphabet, .. alphabet.Select(a => a + "</w>"), "ca", "cat</w>", "<|startoftext|>", "<|endoftext|>"];
        var json = new
        {
            model = new { type = "BPE", end_of_word_suffix = "</w>", vocab = tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i), merges = new[] { "c a", "ca t</w>" } },
        };
        File.WriteAllText(path, System.Text.Json.JsonSerializer.Serialize(json));
    }
}
