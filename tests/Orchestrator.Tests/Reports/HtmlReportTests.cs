using System.Text.RegularExpressions;
using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Orchestrator.Runs;
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

        var page = await RenderAsync(WithInsights(hostile) with
        {
            Quality = ReportSamples.Quality with { Similar = [(Hostile, Hostile)] },
            Insights = source.Runs.ToDictionary(r => r.Id, _ => ReportSamples.Insights with { Missing = Hostile }),
        });

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
    public async Task Parts_of_the_queries_say_what_they_span_and_are_never_the_whole()
    {
        var run = ReportSamples.Run("small", 0.6);
        var slices = run.Summary.Slices;
        run = run with
        {
            Summary = run.Summary with
            {
                Slices = [slices[0] with { Attribute = "relevant_from", Value = "6" }, slices[0] with { Attribute = "style", Value = "sentence", Queries = run.Summary.Queries }],
            },
        };

        var page = await RenderAsync(ReportSamples.Source([run]));

        page.Should().Contain("<h3>Right answers of a query</h3>").And.Contain("6 to 20").And.NotContain("<h3>Style</h3>");
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
    public async Task What_is_behind_the_figures_is_there_in_words()
    {
        var page = await RenderAsync(WithInsights(ReportSamples.Source([ReportSamples.Run("small", 0.6)])));

        page.Should().Contain("Why queries fail").And.Contain("18 of 20 queries are poor").And.Contain("Only part of the query").And.Contain("12 (67 %)");
        page.Should().Contain("窗花").And.Contain("in 17 queries");
        page.Should().Contain("<strong>Only part of the query.</strong> 8 of 10 wrong results show only part of what is asked for.");
        page.Should().Contain("Score: to have 90 % of the results shown right, show from 0.360 on. On the other queries 84 % were right (72 % to 94 %)")
            .And.Contain("that shows 12 % of the right ones").And.Contain("Of the queries without a right result 50 % rightly get none.")
            .And.Contain("Distance to the top result: no threshold makes 90 % of the results shown right.");
        page.Should().Contain("It tells 1 of 1 pair of systems apart").And.Contain("一只小猫");
        Regex.Count(page, "class=\"mark-line\"").Should().Be(1, "one scale has a chosen threshold");
    }

    [Fact]
    public async Task Strict_and_duplicate_aware_bounds_and_ties_stand_side_by_side()
    {
        var run = ReportSamples.Run("small", 0.6);
        var open = run with
        {
            Summary = run.Summary with
            {
                DuplicateAware = [.. run.Summary.Measures.Select(m => m with { Mean = 0.7, Low = 0.65, High = 0.75 })],
                PrecisionBounds = [new PrecisionBounds(5, 0.6, 0.9, 0.7)],
                Ties = new TieReport(3, [new TieRange("P@1", 0.58, 0.6, 0.62), new TieRange("AP", 0.6, 0.6, 0.6)]),
            },
        };

        var page = await RenderAsync(ReportSamples.Source([open]));

        page.Should().Contain("Nearly the same photos as one").And.Contain("0.600 (0.550 – 0.640)").And.Contain("0.700 (0.650 – 0.750)");
        page.Should().Contain("P@5</th>").And.Contain("0.600 – 0.900").And.Contain("70 %");
        page.Should().Contain("P@1 from 0.580 to 0.620 (0.600 on average)").And.NotContain("AP from");
    }

    [Fact]
    public async Task Where_answers_are_texts_they_are_written_and_the_query_is_a_picture()
    {
        using var folder = new TemporaryFolder();
        var source = ReportSamples.Source(
            [ReportSamples.Run("small", 0.6)], new Dictionary<string, string> { ["q19"] = ReportSamples.Draw(folder["q19.jpg"], 100, 100) });
        var toTexts = source with
        {
            Queries = [.. source.Queries.Select(q => q with { Text = "" })],
            Texts = ids => Task.FromResult<IReadOnlyDictionary<string, string>>(ids.ToDictionary(id => id, id => $"一只猫 {id}")),
        };

        var page = await RenderAsync(WithInsights(toTexts));

        page.Should().Contain("alt=\"image q19, the query\"").And.Contain("title=\"i100\">一只猫 i100</p>").And.Contain("right texts in the first");
    }

    [Fact]
    public async Task A_matching_set_has_a_page_of_its_own()
    {
        var run = ReportSamples.Run("small", 0.6);
        var matching = new MatchingFigures(100, 40, new(0.9, 0.8, 0.95), new(0.8, 0.7, 0.9), new(0.85, 0.8, 0.9), 0.31, new(0.7, 0.6, 0.8), F1Threshold: null);
        var pairs = run with { Summary = new RunSummary(20, 0, 0, [], [], []) { Matching = matching } };

        var page = await RenderAsync(ReportSamples.Source([pairs, pairs with { Id = "other" }]) with
        {
            Differences = [],
            ReadTopics = _ => AsyncEnumerable.Empty<RunTopic>(),
        });

        page.Should().Contain("Do text and image match?").And.Contain("0.900 (0.800 – 0.950)").And.Contain("0.310 · never").And.Contain("100 (40)");
        page.Should().NotContain("id=\"figures\"").And.NotContain("id=\"queries\"");
    }

    [Fact]
    public async Task The_same_material_gives_the_same_page()
    {
        var source = ReportSamples.Source([ReportSamples.Run("small", 0.6), ReportSamples.Run("tiny", 0.4)]);

        (await RenderAsync(source)).Should().Be(await RenderAsync(source));
    }

    private static ReportSource WithInsights(ReportSource source) => source with
    {
        Insights = source.Runs.ToDictionary(r => r.Id, _ => ReportSamples.Insights),
        Quality = ReportSamples.Quality,
    };

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
