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
        first.Out.Should().ContainAll("R@15", "scenes-topics", "scenes-captions", "scenes-small", "scenes-tiny", "level 3", "style word", "language zh", "< 0.001", "report.html");
        first.Error.Should().ContainAll("1/7", "encode images: 600/600 done", "7/7").And.NotContain("warning:");
        var page = File.ReadAllText(_folder["report.html"]);
        page.Length.Should().BeLessThan(5_000_000);
        page.Should().ContainAll("P@1", "P@5", "P@10", "R@15", "R@20");

        var second = (await RunAsync("demo", "--html", _folder["second.html"], "--json")).RequireDone();

        File.ReadAllText(_folder["second.html"]).Should().Be(page);
        foreach (var page2 in (string[])["labels", "captions"])
            File.ReadAllBytes(_folder[$"second-{page2}.html"]).Should().Equal(File.ReadAllBytes(_folder[$"report-{page2}.html"]));
        var sets = second.Json["sets"]!.AsArray();
        sets.Select(s => s!["dataset"]!["kind"]!.ToString()).Should().Equal("topics", "labels", "captions");
        foreach (var set in sets)
        {
            set!["evaluations"]!.AsArray().Select(e => e!["system"]!.ToString()).Should().Equal("model:scenes-small", "model:scenes-tiny");
            set["comparison"]!["differences"]!.AsArray().Should().HaveCount(15);
        }

        // The better encoder finds three or four right images among five, and nearly all of them among twenty.
        foreach (var (set, measure, least) in new[] { (0, "P@1", 0.7), (0, "P@5", 0.7), (0, "R@20", 0.8), (1, "P@5", 0.7), (2, "R@10", 0.9) })
        {
            Mean(set, 0, measure).Should().BeGreaterThan(least, measure);
            Mean(set, 1, measure).Should().BeLessThan(Mean(set, 0, measure), measure);
        }

        double Mean(int set, int system, string measure) => (double)sets[set]!["evaluations"]![system]!["measures"]![measure]!["mean"]!;
    }

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync([.. args, "--data", _folder["data"]]);
}
