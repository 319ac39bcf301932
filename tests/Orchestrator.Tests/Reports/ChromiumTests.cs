using System.Diagnostics;
using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Reports;

/// <summary>What a browser makes of the page: its own policy lets the style sheet and pictures in, and Chinese text arrives whole.</summary>
public sealed class ChromiumTests
{
    [Theory]
    [InlineData(1250)]
    [InlineData(360)]
    public async Task A_browser_shows_the_page_whole(int width)
    {
        var chromium = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Select(p => Path.Combine(p, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "chromium is not installed (.ci/prerequisites installs it)");
        using var folder = new TemporaryFolder();
        var files = Enumerable.Range(0, 140).ToDictionary(i => $"i{i}", i => ReportSamples.Draw(folder[$"i{i}.jpg"], 200, 150));
        var source = ReportSamples.Source([ReportSamples.Run("small", 0.6), ReportSamples.Run("tiny", 0.4)], files);
        source = source with { Insights = source.Runs.ToDictionary(r => r.Id, _ => ReportSamples.Insights), Quality = ReportSamples.Quality };
        await using (var writer = new StreamWriter(folder["report.html"]))
            await HtmlReport.WriteAsync(await ReportBuilder.BuildAsync(source, queriesShown: 6, TestContext.Current.CancellationToken), writer);

        // A picture that did not load, or a style sheet that the policy kept out, shows in what the browser computes.
        var probe = """
            <script>addEventListener('load', () => {
              const broken = [...document.images].filter(i => !i.naturalWidth).length;
              const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
              document.title = `images ${document.images.length} broken ${broken} styled ${getComputedStyle(document.querySelector('.card')).borderTopWidth} wide ${wide}`;
            });</script>
            """;
        var page = await File.ReadAllTextAsync(folder["report.html"], TestContext.Current.CancellationToken);
        page.Should().Contain("style-src 'unsafe-inline'\">");
        await File.WriteAllTextAsync(
            folder["report.html"],
            page.Replace("style-src 'unsafe-inline'\">", "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">").Replace("</body>", probe + "</body>"),
            TestContext.Current.CancellationToken);
        var shown = await DumpAsync(chromium!, folder, width);

        shown.Should().MatchRegex("<title>images [1-9][0-9]+ broken 0 styled 4px wide false</title>");
        shown.Should().Contain("一张猫的图片").And.Contain("窗花");
    }

    private static async Task<string> DumpAsync(string chromium, TemporaryFolder folder, int width)
    {
        var start = new ProcessStartInfo(chromium)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", $"--window-size={width},2000", $"--user-data-dir={folder["profile"]}", "--dump-dom",
                new Uri(folder["report.html"]).AbsoluteUri,
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var shown = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _ = await errors;
        return shown;
    }
}
