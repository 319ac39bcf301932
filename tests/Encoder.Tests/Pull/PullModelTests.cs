using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Tests.Api;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Testing.Hub;

namespace ImageSearchBench.Encoder.Tests.Pull;

/// <summary>Pulling from a hub on this machine: listing in pages, checksums, resuming, hostile listings.</summary>
public sealed class PullModelTests
{
    private const string Repository = "Xenova/clip-vit-base-patch32";

    [Fact]
    public async Task A_known_model_is_pulled_by_its_short_name()
    {
        using var folder = new Testing.TemporaryFolder();
        await using var hub = await HubServer.StartAsync(Repository, Clip(folder["repository"]));
        await using var service = await StartAsync(hub);
        var events = await PullAsync(service, "clip-vit-b-32");

        events[^1].Model.Should().BeEquivalentTo(new { Name = "clip-vit-b-32", Kind = ModelKind.Dual, License = "MIT" });
        events[^1].Model.Languages.Should().Equal("en");
        var progress = events.SkipLast(1).Select(e => e.Progress).ToArray();
        progress.Select(p => p.BytesDone).Should().BeInAscendingOrder();
        progress[^1].BytesDone.Should().Be(progress[^1].BytesTotal);
        (await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "clip-vit-b-32", Texts = { "a cat" } })).Outcomes[0].Embedding.Values.Should().HaveCount(4);
        Directory.GetDirectories(service.Folder["models"]).Should().ContainSingle();
        hub.Downloads.Select(d => d.File).Should().NotContain("onnx/vision_model_fp16.onnx");
    }

    [Fact]
    public async Task A_download_that_broke_off_goes_on_where_it_stopped()
    {
        using var folder = new Testing.TemporaryFolder();
        await using var hub = await HubServer.StartAsync(Repository, Clip(folder["repository"]));
        await using var service = await StartAsync(hub);
        hub.BreakOff = ("onnx/vision_model.onnx", 1000);
        (await Fault(() => PullAsync(service, Repository))).StatusCode.Should().Be(StatusCode.Unavailable);

        (await PullAsync(service, hub.Address + Repository, "again"))[^1].Model.Name.Should().Be("again");
        hub.Downloads.Should().Contain(("onnx/vision_model.onnx", 1000));
        hub.Downloads.Count(d => d.File == "config.json").Should().Be(1);
    }

    [Fact]
    public async Task A_file_without_its_checksum_is_thrown_away()
    {
        using var folder = new Testing.TemporaryFolder();
        await using var hub = await HubServer.StartAsync(Repository, Clip(folder["repository"]));
        await using var service = await StartAsync(hub);
        hub.Change("tokenizer_config.json", "{}"u8.ToArray(), listed: false);
        hub.ExtraEntries.Add(new { type = "file", path = "tokenizer_config.json", size = 2, oid = new string('0', 40) });
        var fault = await Fault(() => PullAsync(service, Repository));
        fault.StatusCode.Should().Be(StatusCode.DataLoss);
        fault.Status.Detail.Should().Contain("checksum");
        Directory.Exists(Path.Combine(service.Folder["models"], "clip-vit-base-patch32")).Should().BeFalse();
    }

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("/etc/evil.json")]
    public async Task A_listing_that_climbs_out_is_refused(string path)
    {
        using var folder = new Testing.TemporaryFolder();
        await using var hub = await HubServer.StartAsync(Repository, Clip(folder["repository"]));
        await using var service = await StartAsync(hub);
        hub.ExtraEntries.Add(new { type = "file", path, size = 2, oid = new string('0', 40) });
        (await Fault(() => PullAsync(service, Repository))).Status.Detail.Should().Contain("leads out of the model's folder");
    }

    [Theory]
    [InlineData("http://example.org/a/b", StatusCode.InvalidArgument)]
    [InlineData("nonsense", StatusCode.InvalidArgument)]
    [InlineData("../..", StatusCode.InvalidArgument)]
    [InlineData("nobody/nothing", StatusCode.NotFound)]
    public async Task Other_sources_are_refused(string source, StatusCode expected)
    {
        using var folder = new Testing.TemporaryFolder();
        await using var hub = await HubServer.StartAsync(Repository, Clip(folder["repository"]));
        await using var service = await StartAsync(hub);
        (await Fault(() => PullAsync(service, source))).StatusCode.Should().Be(expected);
    }

    private static Task<TinyService> StartAsync(HubServer hub) => TinyService.StartAsync(("Encoder:HubUrl", hub.Address.ToString()));

    private static async Task<List<PullModelResponse>> PullAsync(TinyService service, string source, string name = "")
    {
        using var call = service.Client.PullModel(new PullModelRequest { Source = source, Name = name });
        var events = new List<PullModelResponse>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            events.Add(call.ResponseStream.Current);
        return events;
    }

    private static string Clip(string folder)
    {
        Fixture.Copy("transformers", folder);
        File.Copy(Path.Combine(folder, "onnx", "vision_model.onnx"), Path.Combine(folder, "onnx", "vision_model_fp16.onnx"));
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), """{"size":8,"crop_size":8,"do_center_crop":true,"resample":3,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5]}""");
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type":"clip","text_config":{"max_position_embeddings":16}}""");
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Fixture.BertVocabulary);
        return folder;
    }

    private static async Task<RpcException> Fault(Func<Task> call) => (await call.Should().ThrowAsync<RpcException>()).Which;
}
