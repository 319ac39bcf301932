using System.Text.RegularExpressions;
using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "</style><script>alert(1)</script>\"><img src=https://example.com/x onerror='alert(2)'>";

    [Fact]
    public async Task The_page_loads_nothing_and_runs_nothing()
    {
        var page = await RenderAsync(ReportSamples.Source([ReportSamples.Run("small", 0.6), ReportSamples.Run("tiny", 0.4)]));

        page.Should().NotContain("<script").And.NotContain("<link").And.NotContain("http://").And.NotContain("https://").And.NotContain("url(");
        page.Should().Contain("default-src 'none'");
    }

    [Fact]
    public async Task Text_from_files_stays_text()
    {
        var run = ReportSamples.Run("small", 0.6) with { SystemName = Hostile };
        var source = ReportSamples.Source([run]);
        var hostile = source with
        {
            Dataset = source.Dataset with { Name = Hostile, Counts = new Dictionary<string, long> { [$"topic={Hostile}"] = 1 } },
            Queries = [.. source.Queries.Select(q => q with { Text = Hostile, Language = "\" onload=\"x", Style = Hostile })],
        };

        var page = await RenderAsync(hostile);

        page.Should().NotContain("<script").And.NotContain("<img src=https").And.NotContain("\" onload=\"");
        page.Should().Contain("&lt;script&gt;alert(1)&lt;/script&gt;");
        StyleEnd().Matches(page).Should().ContainSingle();
    }

    [Fact]
    public async Task Chinese_text_is_written_as_it_is_and_marked_as_Chinese()
    {
        var page = await RenderAsync(ReportSamples.Source([ReportSamples.Run("small", 0.6)]));

        page.Should().MatchRegex("<p class=\"text\" lang=\"zh\"[^>]*>一张猫的图片");
    }

    [Fact]
    public async Task Figures_intervals_slices_and_curves_are_there()
    {
        var page = await RenderAsync(ReportSamples.Source([ReportSamples.Run("small", 0.6), ReportSamples.Run("tiny", 0.4)]));

        page.Should().Contain("0.600").And.Contain("0.550 – 0.640");
        page.Should().Contain("<h3>Level</h3>").And.Contain("<h3>Language</h3>");
        page.Should().Contain("<polyline").And.Contain("Recall at K");
        page.Should().Contain("small is better than tiny: nDCG@10 is higher by 0.100");
    }

    [Fact]
    public async Task One_system_has_no_differences()
    {
        var page = await RenderAsync(ReportSamples.Source([ReportSamples.Run("small", 0.6)]));

        page.Should().NotContain("id=\"differences\"").And.Contain("One search system");
    }

    [Fact]
    public async Task Every_picture_has_a_description_and_every_header_a_scope()
    {
        using var folder = new TemporaryFolder();
        var files = Enumerable.Range(0, 40).ToDictionary(i => $"i{i}", i => ReportSamples.Draw(folder[$"i{i}.jpg"], 200, 150));

        var page = await RenderAsync(ReportSamples.Source([ReportSamples.Run("small", 0.6)], files));

        var pictures = Picture().Matches(page).Select(m => m.Value).ToArray();
        pictures.Should().NotBeEmpty().And.OnlyContain(p => p.Contains("alt=\"image i") && p.Contains("src=\"data:image/jpeg;base64,"));
        Header().Matches(page).Select(m => m.Value).Should().NotBeEmpty().And.OnlyContain(h => h.Contains("scope="));
    }

    [Fact]
    public async Task Queries_are_shown_with_what_was_found_and_missed()
    {
        var model = await ReportBuilder.BuildAsync(ReportSamples.Source([ReportSamples.Run("small", 0.6)]), queriesShown: 4, CancellationToken.None);

        var worst = model.Systems[0].Worst[0];
        worst.Id.Should().Be("q19");
        worst.Found.Should().HaveCount(10).And.OnlyContain(i => i.Relevance == ReportRelevance.NotRelevant);
        worst.Missed.Select(i => (i.Id, i.Rank)).Should().StartWith(("i20", 1 + 19));
    }

    [Fact]
    public async Task Images_that_nobody_judged_are_told_from_wrong_ones()
    {
        var page = await RenderAsync(ReportSamples.Source([ReportSamples.Run("small", 0.6)], kind: "topics"));

        page.Should().Contain("? dashed").And.Contain("class=\"unjudged\"");
    }

    [Fact]
    public async Task A_run_with_other_measures_is_shown_too()
    {
        var run = ReportSamples.Run("small", 0.6);
        var only = run with { Summary = run.Summary with { Measures = [new("Success@3", 0.5, 0.4, 0.6)], Slices = [], Curve = [] } };

        var page = await RenderAsync(ReportSamples.Source([only]));

        page.Should().Contain("Success@3").And.NotContain("id=\"slices\"").And.NotContain("id=\"curves\"");
    }

    [Fact]
    public async Task The_same_material_gives_the_same_page()
    {
        var source = ReportSamples.Source([ReportSamples.Run("small", 0.6), ReportSamples.Run("tiny", 0.4)]);

        (await RenderAsync(source)).Should().Be(await RenderAsync(source));
    }

    private static async Task<string> RenderAsync(ReportSource source)
    {
        await using var writer = new StringWriter();
        await HtmlReport.WriteAsync(await ReportBuilder.BuildAsync(source, queriesShown: 6, CancellationToken.None), writer);
        return writer.ToString();
    }

    [GeneratedRegex("<img[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Picture();

    [GeneratedRegex("<th[ >][^>]*>?", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Header();

    [GeneratedRegex("</style>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex StyleEnd();
}
