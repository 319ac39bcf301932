using System.Globalization;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Orchestrator.Runs;
using NetVips;

namespace ImageSearchBench.Orchestrator.Tests.Reports;

/// <summary>A small dataset with two runs: query <c>qN</c> has the images N, N+1 and N+2 as relevant ones.</summary>
internal static class ReportSamples
{
    public static readonly string[] Measures = ["P@1", "P@5", "R@20", "AP", "nDCG@10"];

    public static readonly IReadOnlyList<DatasetQuery> Queries =
    [
        .. Enumerable.Range(0, 20).Select(i => new DatasetQuery($"q{i}", i % 2 == 0 ? $"一张猫的图片 {i}" : $"a photo of a cat {i}")
        {
            Language = i % 2 == 0 ? "zh" : "en",
            Style = "sentence",
            Level = 1 + i % 3,
            Labels = [$"label{i / 2}"],
        }),
    ];

    public static Run Run(string system, double quality) => new(
        "run-" + system,
        new string('a', 64),
        "scenes",
        new EvaluatedSystem(SystemKind.Model, system),
        "model:" + system,
        new string('b', 64),
        TopK: 20,
        new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero),
        new RunSummary(
            Queries.Count,
            QueriesWithoutRelevant: 0,
            QueriesWithoutHits: 0,
            Figures(quality),
            [new RunSlice("level", "1", 7, Figures(quality)), new RunSlice("language", "zh", 10, Figures(quality / 2))],
            [.. Enumerable.Range(1, 20).Select(k => new CutoffPoint(k, quality / k, 1 - 1.0 / k))]));

    /// <summary>Query N of the run finds image N+1 at rank N+1, and images from 100 on around it.</summary>
    public static async IAsyncEnumerable<RunTopic> Topics(Run run)
    {
        for (var q = 0; q < Queries.Count; q++)
        {
            var hits = Enumerable.Range(0, 20).Select(r => new Hit(r == q ? $"i{q + 1}" : $"i{100 + r}", 1.0 - 0.01 * r)).ToArray();
            var relevant = Enumerable.Range(0, 3).Select(n => $"i{q + n}").ToHashSet();
            var ranks = hits.Select((h, i) => (h, Rank: i + 1)).Where(h => relevant.Contains(h.h.ImageId)).Select(h => h.Rank).ToArray();
            yield return new RunTopic(Queries[q].Id, hits, [.. run.Summary.Measures.Select(_ => 1.0 / (1 + q))], ranks, Relevant: 3);
        }

        await Task.CompletedTask;
    }

    public static ReportSource Source(IReadOnlyList<Run> runs, IReadOnlyDictionary<string, string>? files = null, string kind = "labels") => new(
        new ReportDataset(
            new string('a', 64), "scenes", kind, 40, Queries.Count, 60, 1, new Dictionary<string, long> { ["level=1"] = 7, ["language=zh"] = 10 }),
        Queries,
        runs,
        Topics,
        ids => Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<Judgment>>>(ids.ToDictionary(
            id => id, id => (IReadOnlyList<Judgment>)[.. Enumerable.Range(0, 3).Select(n => new Judgment($"i{int.Parse(id[1..], CultureInfo.InvariantCulture) + n}", 1))])),
        ids => Task.FromResult<IReadOnlyDictionary<string, string>>(
            (files ?? new Dictionary<string, string>()).Where(f => ids.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value)),
        runs.Count < 2
            ? []
            : [.. Measures.Select(m => new PairedDifference(
                m, runs[0].SystemName, runs[1].SystemName, 0.6, 0.5, 0.1, 0.05, 0.15, 0.0002, 0.0001, 0.0002, 12, 3, 5))]);

    /// <summary>Analyses with one of everything.</summary>
    public static ReportInsights Insights { get; } = new(
        new ReportFailures(
            "AP",
            0.5,
            Queries: 20,
            Poor: 18,
            [new ReportCauseCount(ReportCauseKind.PartialConcepts, 12), new ReportCauseCount(ReportCauseKind.Unknown, 6)],
            [new ReportPart("level", "3", 6, 0.1, 6)],
            [new ReportPart("label", "窗花", 4, 0.05, 4)],
            [new ReportConfusion("窗花", "花", 9, 3)],
            [new ReportHub("i100", 17, Thumbnail: null)],
            [new ReportSatisfied(2, 1, 30)],
            new Dictionary<string, IReadOnlyList<ReportCause>>
            {
                ["q19"] = [new ReportCause(ReportCauseKind.PartialConcepts, "8 of 10 wrong results show only part of what is asked for.")],
            }),
        new ReportThresholds(
            0.9,
            Queries: 20,
            WithoutRelevant: 2,
            [
                Scale(ReportScaleKind.Raw, new ReportChosen(0.36, new ReportFigure("precision", 0.84, 0.72, 0.94), 0.12, 0.13, 0.5)),
                Scale(ReportScaleKind.ZScore, null),
                Scale(ReportScaleKind.Margin, null),
            ],
            [new ReportThresholdSlice("language", "zh", 10, Chosen: null)]),
        Missing: "");

    /// <summary>An assessment.</summary>
    public static ReportQuality Quality { get; } = new(
        "AP",
        new ReportAssessment(20, 1, 1, new ReportFigure("order", 0.9, 0.5, 1), 0.07, 0.4, 3, 2, 3, 2),
        [("language", "zh", new ReportAssessment(10, 1, 0, null, 0.1, 0.3, 1, 1, 3, 1))],
        [("language", 1, 2)],
        [("一只猫", "一只小猫")],
        1);

    private static ReportScale Scale(ReportScaleKind kind, ReportChosen? chosen) =>
        new(kind, [new ReportThresholdPoint(-0.2, 0.1, 1), new ReportThresholdPoint(0.36, 0.9, 0.12), new ReportThresholdPoint(0.5, 1, 0.01)], chosen, Controlled: null);

    /// <summary>Draws a plain image.</summary>
    public static string Draw(string file, int width, int height)
    {
        using var image = Image.Black(width, height, bands: 3) + new[] { 200.0, 90.0, 30.0 };
        using var bytes = image.Cast(Enums.BandFormat.Uchar);
        bytes.WriteToFile(file);
        return file;
    }

    private static MeasureValue[] Figures(double mean) => [.. Measures.Select(m => new MeasureValue(m, mean, mean - 0.05, mean + 0.04))];
}
