using System.Text.Json.Nodes;
using ImageSearchBench.Standalone.Host;
using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.Verbs.Review;

/// <summary>A server with a label set of the sample that waits for people to look at its names.</summary>
internal sealed class ReviewBench : IAsyncDisposable
{
    private readonly SampleScenes _scenes = new(20);
    private LocalServices _server = null!;

    public string Job { get; private set; } = "";

    /// <summary>A file in a folder of its own.</summary>
    public string this[string file] => Path.Combine(_scenes.Folder, file);

    /// <summary>Starts it, with the labels' relations accepted.</summary>
    public static async Task<ReviewBench> StartAsync()
    {
        var bench = new ReviewBench();
        bench._server = await RunningServices.StartAsync(bench._scenes.Data);
        var build = await bench.RunAsync(bench._scenes.Build("--languages", "zh", "--review"));
        build.ExitCode.Should().Be(3, build.Error);
        bench.Job = (string)(await bench.RunAsync("jobs", "list", "--json")).Json[0]!["id"]!;
        (await bench.RunAsync("review", bench.Job, "--accept-all")).RequireDone();
        var watched = await bench.RunAsync("jobs", "watch", bench.Job);
        watched.ExitCode.Should().Be(3, watched.Error);
        return bench;
    }

    public Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync(At(args));

    public Task<IsbResult> ReviewAsync(params string[] args) => RunAsync(["review", Job, "--reviewer", "ann", .. args]);

    public Task<IsbResult> LinesAsync(params string[] lines) => Isb.RunWithLinesAsync(lines, At(["review", Job, "--reviewer", "ann"]));

    public Task<IsbResult> KeysAsync(string keys) => Isb.RunWithKeysAsync(keys, At(["review", Job, "--reviewer", "ann"]));

    /// <summary>How far the review is: pending, accepted, edited, rejected.</summary>
    public async Task<(int Pending, int Accepted, int Edited, int Rejected)> CountsAsync()
    {
        var json = (await ReviewAsync("--json")).RequireDone().Json;
        return ((int)json["pending"]!, (int)json["accepted"]!, (int)json["edited"]!, (int)json["rejected"]!);
    }

    /// <summary>The exported items, by key: the cells of each row.</summary>
    public async Task<List<string[]>> ExportAsync(string file)
    {
        (await ReviewAsync("--export", this[file])).RequireDone();
        return File.ReadAllLines(this[file]).Select(l => l.Split(',')).ToList();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _scenes.Dispose();
    }

    private string[] At(IEnumerable<string> args) => [.. args, "--server", _server.GrpcAddress.ToString()];
}
