using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>The demo as a user starts it, and its second run.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_ends_with_a_table_and_a_report_and_a_repeat_gives_the_same()
    {
        var first = (await RunAsync("demo", "--html", _folder["report.html"])).RequireDone();
        first.Out.Should().ContainAll("nDCG@10", "scenes-small", "scenes-tiny", "level 3", "style word", "language zh", "< 0.001", "report.html");
        first.Error.Should().ContainAll("1/5", "encode images: 600/600 done", "5/5");
        var page = File.ReadAllText(_folder["report.html"]);
        page.Length.Should().BeLessThan(5_000_000);

        var second = (await RunAsync("demo", "--html", _folder["second.html"], "--json")).RequireDone();

        File.ReadAllText(_folder["second.html"]).Should().Be(page);
        var evaluations = second.Json["evaluations"]!.AsArray();
        evaluations.Select(e => e!["system"]!.ToString()).Should().Equal("model:scenes-small", "model:scenes-tiny");
        Mean(0).Should().BeGreaterThan(0.7, "the better encoder finds three or four right images among five");
        Mean(1).Should().BeLessThan(Mean(0));
        second.Json["comparison"]!["differences"]!.AsArray().Should().HaveCount(15);

        double Mean(int system) => (double)evaluations[system]!["measures"]!["P@5"]!["mean"]!;
    }

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync([.. args, "--data", _folder["data"]]);
}
