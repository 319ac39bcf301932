using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Tests.Fixtures;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>Adding, listing, verifying and removing models over gRPC.</summary>
public sealed class ModelLifecycleTests
{
    [Fact]
    public async Task An_added_model_is_listed_with_what_was_found()
    {
        await using var service = await TinyService.StartAsync();
        var model = await service.AddAsync(Fixture.Dual(service.Folder["source"]));

        model.Should().BeEquivalentTo(new { Name = "tiny", Kind = Contracts.Encoder.V1.ModelKind.Dual, Dimension = 4, ImageSize = 8, ContextLength = 16, BatchDependent = false, Precision = "fp32" });
        model.ContentHash.Should().MatchRegex("^[0-9a-f]{64}$");
        model.ImagesPerSecond.Should().BePositive();
        model.TextsPerSecond.Should().BePositive();
        (await service.Client.ListModelsAsync(new ListModelsRequest())).Models.Should().ContainSingle().Which.Should().Be(model);
        Directory.GetDirectories(service.Folder["models"]).Should().ContainSingle();
    }

    [Fact]
    public async Task Adding_the_same_again_is_no_fault_and_another_under_its_name_is()
    {
        await using var service = await TinyService.StartAsync();
        var first = await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        (await service.AddAsync(service.Folder["source"])).Should().Be(first);

        var other = Fixture.Dual(service.Folder["other"], change: m => m with { Text = m.Text! with { Context = 12 } });
        (await Fault(() => service.AddAsync(other))).StatusCode.Should().Be(StatusCode.AlreadyExists);
        (await service.AddAsync(other, "second")).ContentHash.Should().NotBe(first.ContentHash);
    }

    [Fact]
    public async Task Models_come_in_pages_by_name()
    {
        await using var service = await TinyService.StartAsync();
        Fixture.Dual(service.Folder["source"]);
        foreach (var name in (string[])["c", "B", "a"])
            await service.AddAsync(service.Folder["source"], name);

        var first = await service.Client.ListModelsAsync(new ListModelsRequest { PageSize = 2 });
        first.Models.Select(m => m.Name).Should().Equal("B", "a");
        var second = await service.Client.ListModelsAsync(new ListModelsRequest { PageSize = 2, PageToken = first.NextPageToken });
        second.Models.Select(m => m.Name).Should().Equal("c");
        second.NextPageToken.Should().BeEmpty();
    }

    [Fact]
    public async Task Verify_holds_until_a_file_changes()
    {
        await using var service = await TinyService.StartAsync();
        await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        (await service.Client.VerifyModelAsync(new VerifyModelRequest { Name = "tiny" })).Checks.Should().Contain("image tower: same output twice");

        await File.AppendAllTextAsync(Path.Combine(service.Folder["models"], "tiny", "vocab.txt"), "more\n");
        (await Fault(async () => await service.Client.VerifyModelAsync(new VerifyModelRequest { Name = "tiny" }))).StatusCode.Should().Be(StatusCode.DataLoss);
    }

    [Fact]
    public async Task A_removed_model_is_gone_and_its_name_free()
    {
        await using var service = await TinyService.StartAsync();
        await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "a cat" } });
        await service.Client.RemoveModelAsync(new RemoveModelRequest { Name = "tiny" });

        (await Fault(async () => await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "a cat" } }))).StatusCode.Should().Be(StatusCode.NotFound);
        await service.AddAsync(Fixture.Dual(service.Folder["other"], change: m => m with { Text = m.Text! with { Context = 12 } }));
        (await service.Client.ListModelsAsync(new ListModelsRequest())).Models.Single().ContextLength.Should().Be(12);
    }

    [Fact]
    public async Task A_model_that_answers_differently_each_time_is_refused()
    {
        await using var service = await TinyService.StartAsync();
        var fault = await Fault(() => service.AddAsync(Fixture.Image(service.Folder["source"], "random", "image.onnx")));
        fault.StatusCode.Should().Be(StatusCode.InvalidArgument);
        fault.Status.Detail.Should().Contain("two vectors for the same input");
        Directory.GetDirectories(service.Folder["models"]).Should().BeEmpty();
    }

    [Fact]
    public async Task A_dynamically_quantised_model_is_flagged_and_run_one_at_a_time()
    {
        await using var service = await TinyService.StartAsync();
        var model = await service.AddAsync(Fixture.Image(service.Folder["source"], "int8", "image_int8.onnx"), "int8");
        model.BatchDependent.Should().BeTrue();
        model.Precision.Should().Be("int8");

        var alone = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "int8", Images = { Bytes(1) } });
        var together = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "int8", Images = { Bytes(1), Bytes(2), Bytes(3) } });
        together.Outcomes[0].Should().Be(alone.Outcomes[0]);
    }

    [Fact]
    public async Task Half_precision_goes_in_and_comes_out()
    {
        await using var service = await TinyService.StartAsync();
        var model = await service.AddAsync(Fixture.Image(service.Folder["source"], "half", "image_fp16.onnx"), "half");
        model.Precision.Should().Be("fp16");
        var response = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "half", Images = { Bytes(1) } });
        response.Outcomes[0].Embedding.Values.Sum(x => (double)x * x).Should().BeApproximately(1, 1e-5);
    }

    [Fact]
    public async Task Goldens_are_held_against_the_model()
    {
        await using var service = await TinyService.StartAsync();
        var wrong = Fixture.Dual(service.Folder["wrong"], change: m => m with { Goldens = new ModelGoldens { Texts = [new TextGolden { Text = "a cat", Ids = [2, 4, 8, 3] }] } });
        (await Fault(() => service.AddAsync(wrong))).Status.Detail.Should().Contain("should have the token ids 2 4 8 3; it has 2 4 7 3");

        var right = Fixture.Dual(service.Folder["right"], change: m => m with { Goldens = new ModelGoldens { Texts = [new TextGolden { Text = "a cat", Ids = [2, 4, 7, 3] }] } });
        await service.AddAsync(right);
        (await service.Client.VerifyModelAsync(new VerifyModelRequest { Name = "tiny" })).Checks.Should().Contain("'a cat': token ids as the reference's");
    }

    [Theory]
    [InlineData("../vocab.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    public async Task A_manifest_whose_files_climb_out_is_refused(string path)
    {
        await using var service = await TinyService.StartAsync();
        var source = Fixture.Dual(service.Folder["source"], change: m => m with { Text = m.Text! with { Tokenizer = m.Text.Tokenizer with { Vocab = path } } });
        var fault = await Fault(() => service.AddAsync(source));
        fault.StatusCode.Should().Be(StatusCode.InvalidArgument);
        fault.Status.Detail.Should().Contain("no path inside the folder");
    }

    [Fact]
    public async Task A_link_that_leads_out_is_refused()
    {
        await using var service = await TinyService.StartAsync();
        var source = Fixture.Dual(service.Folder["source"]);
        File.Move(Path.Combine(source, "vocab.txt"), service.Folder["outside.txt"]);
        File.CreateSymbolicLink(Path.Combine(source, "vocab.txt"), service.Folder["outside.txt"]);
        (await Fault(() => service.AddAsync(source))).Status.Detail.Should().Contain("leads out of the folder");
    }

    [Fact]
    public async Task A_broken_manifest_is_told_with_its_line()
    {
        await using var service = await TinyService.StartAsync();
        Directory.CreateDirectory(service.Folder["source"]);
        await File.WriteAllTextAsync(Path.Combine(service.Folder["source"], ModelManifest.FileName), "{\n \"schema\": 1,\n \"kind\": \"nonsense\"\n}");
        (await Fault(() => service.AddAsync(service.Folder["source"]))).Status.Detail.Should().Contain("line 3").And.Contain("kind");
    }

    [Fact]
    public async Task Leftovers_of_an_addition_that_was_cut_off_are_deleted_at_start()
    {
        using var folder = new Testing.TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder["models"], ".adding-0123"));
        await using var service = await TinyService.StartAsync(folder);
        Directory.GetDirectories(folder["models"]).Should().BeEmpty();
        (await service.Client.ListModelsAsync(new ListModelsRequest())).Models.Should().BeEmpty();
    }

    private static Google.Protobuf.ByteString Bytes(int seed) => Google.Protobuf.ByteString.CopyFrom(Fixture.Png(seed));

    private static async Task<RpcException> Fault(Func<Task> call) => (await call.Should().ThrowAsync<RpcException>()).Which;
}
