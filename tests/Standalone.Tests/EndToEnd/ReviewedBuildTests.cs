using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>A build with review, each command with services of its own over the same data folder.</summary>
public sealed class ReviewedBuildTests : IDisposable
{
    private readonly SampleScenes _scenes = new(20);

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task The_same_command_goes_on_where_people_are_done()
    {
        var build = _scenes.Build("--languages", "zh", "--review");
        var waits = await RunAsync(build);
        waits.ExitCode.Should().Be(3);
        waits.Error.Should().Contain("waits for review").And.Contain("'compatibility'").And.Contain("isb review ");
        waits.Out.Should().BeEmpty();
        var job = (string)(await RunAsync("jobs", "list", "--json")).Json[0]!["id"]!;

        // The review goes on to the next stage by itself, and says so.
        var first = await RunAsync("review", job, "--accept-all");
        first.ExitCode.Should().Be(3);
        first.Error.Should().Contain("'names'");
        (await RunAsync(build)).ExitCode.Should().Be(3);
        (await RunWithLinesAsync(["e 新名字"], "review", job)).RequireDone();
        var last = (await RunAsync("review", job, "--accept-all", "--json")).RequireDone();
        ((string)last.Json["state"]!).Should().Be("succeeded");

        var dataset = (await RunAsync("datasets", "show", (string)last.Json["result"]!, "--json")).RequireDone().Json;
        // Nobody is asked twice.
        var again = await RunAsync([.. build, "--json"]);
        again.RequireDone().Json["hash"]!.ToString().Should().Be((string)dataset["hash"]!);
        again.Error.Should().Contain("with its review");

        File.ReadAllText(Path.Combine((string)dataset["directory"]!, "queries.jsonl")).Should().Contain("新名字").And.Contain("\"reviewer\":");
    }

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync([.. args, "--data", _scenes.Data]);

    private Task<IsbResult> RunWithLinesAsync(string[] lines, params string[] args) => Isb.RunWithLinesAsync(lines, [.. args, "--data", _scenes.Data]);
}
