using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Analysis;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Has runs analysed for a report. What cannot be analysed (a run too large for one call, a single query) leaves its place empty and says why.</summary>
internal sealed class InsightMaker(RunAnalyst analyst)
{
    private const double PoorBelow = 0.5;
    private const int MostFailures = 10_000;

    // A table of slices stays readable.
    private const int MostSliceValues = 12;

    /// <summary>Failures and thresholds of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="wantedPrecision">Precision wanted of thresholds.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<ReportInsights> OfAsync(Run run, double wantedPrecision, CancellationToken cancellationToken)
    {
        if (run.Summary.Matching is not null)
            return ReportInsights.None;
        await using var analyzed = await analyst.OpenAsync(run.Id, cancellationToken);
        var (failures, why) = await TryAsync(() => FailuresAsync(analyzed, cancellationToken));
        var (thresholds, whyNot) = await TryAsync(() => ThresholdsAsync(analyzed, wantedPrecision, cancellationToken));
        return new ReportInsights(failures, thresholds, why.Length > 0 ? why : whyNot);
    }

    /// <summary>How good the dataset of these runs is; null where that cannot be said.</summary>
    public async Task<ReportQuality?> QualityAsync(IReadOnlyList<Run> runs, Func<string, string> textOf, CancellationToken cancellationToken)
    {
        if (runs[0].Summary.Matching is not null)
            return null;
        var (quality, _) = await TryAsync(async () =>
        {
            var (measure, _, assessment) = await analyst.AssessAsync([.. runs.Select(r => r.Id)], "", SliceBy(runs[0]), bootstrap: null, cancellationToken);
            return assessment.ToReport(measure, textOf);
        });
        return quality;
    }

    private async Task<ReportFailures> FailuresAsync(AnalyzedRun run, CancellationToken cancellationToken)
    {
        var settings = new FailureSettings { Measure = "AP", PoorBelow = PoorBelow, MaxFailures = MostFailures };
        var causes = new Dictionary<string, IReadOnlyList<ReportCause>>(StringComparer.Ordinal);
        var summary = new FailureSummary();
        await foreach (var part in analyst.FailuresAsync(run, settings, secondOpinions: "", cancellationToken))
        {
            foreach (var failure in part.Failures?.Failures ?? [])
                causes[failure.QueryId] = InsightMapping.CausesOf(failure);
            summary = part.Summary ?? summary;
        }

        return summary.ToReport(settings, causes);
    }

    private async Task<ReportThresholds> ThresholdsAsync(AnalyzedRun run, double wantedPrecision, CancellationToken cancellationToken)
    {
        var settings = new ThresholdSettings { WantedPrecision = wantedPrecision, SliceBy = { SliceBy(run.Run) } };
        return (await analyst.ThresholdsAsync(run, settings, cancellationToken)).ToReport(wantedPrecision);
    }

    private static string[] SliceBy(Run run) =>
        [.. run.Summary.Slices.GroupBy(s => s.Attribute, StringComparer.Ordinal).Where(g => g.Count() is > 1 and <= MostSliceValues).Select(g => g.Key)];

    private static async Task<(T? Result, string Why)> TryAsync<T>(Func<Task<T>> analyse)
        where T : class
    {
        try
        {
            return (await analyse(), "");
        }
        catch (BenchException e) when (e.Kind is ErrorKind.ResourceExhausted or ErrorKind.InvalidArgument or ErrorKind.FailedPrecondition)
        {
            return (null, e.Message);
        }
    }
}
