using ImageSearchBench.Encoder;
using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.Hub;

namespace ImageSearchBench.Standalone.Tests.Verbs.Models;

/// <summary><c>isb models</c> against the Encoder alone and a hub on this machine that serves a bundled model.</summary>
public sealed class ModelVerbTests : IAsyncLifetime
{
    private const string Repository = "scenes/scenes-small";
    private readonly TemporaryFolder _folder = new();
    private HubServer _hub = null!;
    private ServiceUnderTest _encoder = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await HubServer.StartAsync(Repository, SampleScenes.Model("scenes-small"));
        _encoder = await ServiceUnderTest.StartAsync(b => b.AddEncoder(), a => a.MapEncoder(), new Dictionary<string, string?>
        {
            ["Encoder:ModelsPath"] = _folder["models"],
            ["Encoder:CachePath"] = _folder["cache"],
            ["Encoder:HubUrl"] = _hub.Address.ToString(),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _encoder.DisposeAsync();
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_model_is_pulled_listed_verified_and_removed()
    {
        var pulled = (await RunAsync("models", "pull", Repository, "--json")).RequireDone();
        pulled.Json["name"]!.GetValue<string>().Should().Be("scenes-small");
        pulled.Error.Should().Contain("image.onnx: ").And.Contain("4.0 MB of 4.0 MB; checking the model");

        var listed = (await RunAsync("models", "list", "--json")).RequireDone().Json.AsArray().Should().ContainSingle().Which!;
        listed["kind"]!.GetValue<string>().Should().Be("dual");
        listed["languages"]!.AsArray().Should().NotBeEmpty();
        listed["size_bytes"]!.GetValue<long>().Should().BeGreaterThan(1_000_000);
        listed["precision"]!.GetValue<string>().Should().Be("fp32");
        listed["images_per_second"]!.GetValue<double>().Should().BePositive();
        listed["texts_per_second"]!.GetValue<double>().Should().BePositive();
        (await RunAsync("models", "list")).RequireDone().Out.Should().Contain("images/s").And.Contain("scenes-small");

        (await RunAsync("models", "verify", "scenes-small")).RequireDone().Out.Should().Contain("content hash").And.Contain("is what was added");
        (await RunAsync("models", "verify", "scenes-small", "--json")).RequireDone().Json["checks"]!.AsArray().Should().NotBeEmpty();

        (await RunAsync("models", "remove", "scenes-small", "--json")).RequireDone().Json["removed"]!.GetValue<string>().Should().Be("scenes-small");
        (await RunAsync("models", "list")).RequireDone().Out.Should().Contain("No models yet");
        (await RunAsync("models", "remove", "scenes-small")).Error.Should().Contain("There is no model 'scenes-small'");
    }

    [Fact]
    public async Task A_pull_that_broke_off_goes_on_with_the_same_command()
    {
        _hub.BreakOff = ("image.onnx", 100_000);
        var broken = await RunAsync("models", "pull", Repository, "--name", "mine");
        broken.ExitCode.Should().Be(1);
        broken.Error.Should().Contain("error:").And.Contain("image.onnx").And.NotContain("   at ");

        (await RunAsync("models", "pull", Repository, "--name", "mine")).RequireDone().Out.Should().Contain("mine");
        _hub.Downloads.Should().Contain(("image.onnx", 100_000));
    }

    [Fact]
    public async Task A_changed_file_is_told_by_verify()
    {
        (await RunAsync("models", "add", SampleScenes.Model("scenes-small"), "--name", "mine")).RequireDone();
        await File.AppendAllTextAsync(Path.Combine(_folder["models"], "mine", "vocab.txt"), "more\n");

        var result = await RunAsync("models", "verify", "mine");
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("was added: remove the model and add it again");
    }

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync(
        args, new Dictionary<string, string> { ["ISB_SERVER"] = $"encoder={_encoder.Address},orchestrator=http://127.0.0.1:1" });
}
