using System.Runtime.CompilerServices;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Evaluation;
using ImageSearchBench.Orchestrator.Runs;
using Judgment = ImageSearchBench.Contracts.Evaluator.V1.Judgment;

namespace ImageSearchBench.Orchestrator.Analysis;

/// <summary>Gives the Evaluator what runs found and what their dataset knows, and its analyses back.</summary>
internal sealed class RunAnalyst(RunStore runs, RunDatasets datasets, RunComparer comparer, AnalysisClient analysis)
{
    private const int DefaultDepth = 10;

    private static readonly string[] PreferredMeasures = ["AP", "nDCG@10", "RR", "P@10", "P@5"];

    /// <summary>Opens a run that has rankings.</summary>
    /// <exception cref="BenchException">There is no such run, its files are gone, or it is of a matching set.</exception>
    public async Task<AnalyzedRun> OpenAsync(string runId, CancellationToken cancellationToken)
    {
        var run = await runs.GetAsync(runId, cancellationToken);
        if (run.Summary.Matching is not null)
            throw new BenchException(ErrorKind.FailedPrecondition, $"Run {run.Id} is of a matching set: it has scores of pairs, no rankings to look into.", "run_id");
        return new AnalyzedRun(run, runs.FolderOf(run.Id), await datasets.OpenAsync(run, cancellationToken));
    }

    /// <summary>Precision and recall over thresholds.</summary>
    public Task<AnalyzeThresholdsResponse> ThresholdsAsync(AnalyzedRun run, ThresholdSettings settings, CancellationToken cancellationToken) =>
        analysis.ThresholdsAsync(settings, run.TopicsAsync(cancellationToken).Select(t => t.ToScored()), cancellationToken);

    /// <summary>Poor queries and why: messages with failures, worst first, and one with the summary.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">How; without slices those of runs.</param>
    /// <param name="secondOpinions">TREC qrels of another judge; empty for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async IAsyncEnumerable<AnalyzeFailuresResponse> FailuresAsync(
        AnalyzedRun run, FailureSettings settings, string secondOpinions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        settings = settings.Clone();
        if (settings.SliceBy.Count == 0)
            settings.SliceBy.AddRange(QueryAttributes.All);
        IReadOnlyList<DocumentLabels> labels = run.FindsImages
            ? await QueryConcepts.OfFoundImagesAsync(run, settings.Depth > 0 ? settings.Depth : DefaultDepth, cancellationToken)
            : [];
        await using var opinions = secondOpinions.Length > 0
            ? await QueryLines.ReadAsync(secondOpinions, lines => TrecLines.Judgment(lines), cancellationToken)
            : null;
        var duplicates = run.Dataset.ReadDuplicatesAsync(cancellationToken);
        await foreach (var part in analysis.FailuresAsync(settings, duplicates, labels, TopicsAsync(run, opinions, cancellationToken), cancellationToken))
            yield return part;
    }

    /// <summary>How good the dataset of runs is, by one measure.</summary>
    public async Task<(string Measure, IReadOnlyList<Run> Runs, AssessDatasetResponse Assessment)> AssessAsync(
        IReadOnlyList<string> runIds, string measure, IReadOnlyList<string> sliceBy, BootstrapSettings? bootstrap, CancellationToken cancellationToken)
    {
        var systems = await LoadAsync(runIds, cancellationToken);
        measure = measure.Length > 0 ? measure : Preferred(systems);
        var values = systems.Select(r => RunFiles.ReadTopicsAsync(runs.FolderOf(r.Id), cancellationToken).Select(t => t.Values[ColumnOf(r, measure)])).ToArray();
        var settings = new QualitySettings
        {
            Systems = { systems.Select(r => RunComparer.NameOf(r, systems)) },
            Bootstrap = bootstrap,
            BalanceOf = { QueryAttributes.All },
            SliceBy = { sliceBy },
        };
        await using var first = await OpenAsync(systems[0].Id, cancellationToken);
        var assessment = await analysis.AssessAsync(settings, TopicsAsync(first, values, cancellationToken), cancellationToken);
        return (measure, systems, assessment);
    }

    private async Task<IReadOnlyList<Run>> LoadAsync(IReadOnlyList<string> runIds, CancellationToken cancellationToken)
    {
        if (runIds.Count == 0 || runIds.Distinct(StringComparer.Ordinal).Count() < runIds.Count)
            throw BenchException.Invalid("run_ids must name one run or more, none of them twice.", "run_ids");
        if (runIds.Count > 1)
            return await comparer.CheckAsync(new Jobs.CompareRunsSpec(runIds, [], Seed: 0), cancellationToken);
        return [await runs.GetAsync(runIds[0], cancellationToken)];
    }

    private static string Preferred(IReadOnlyList<Run> systems)
    {
        var shared = systems.Select(r => r.Summary.Measures.Select(m => m.Measure)).Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal)).ToArray();
        return PreferredMeasures.FirstOrDefault(shared.Contains) ?? shared.FirstOrDefault()
            ?? throw new BenchException(ErrorKind.FailedPrecondition, $"Run {systems[0].Id} has no measure to tell systems apart by.", "run_ids");
    }

    private static int ColumnOf(Run run, string measure)
    {
        var column = run.Summary.Measures.Select(m => m.Measure).ToList().IndexOf(measure);
        return column >= 0
            ? column
            : throw BenchException.Invalid($"Run {run.Id} has no {measure}; it has {string.Join(", ", run.Summary.Measures.Select(m => m.Measure))}.", "measure");
    }

    private static async IAsyncEnumerable<FailureTopic> TopicsAsync(
        AnalyzedRun run, QueryLines? opinions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var kind = run.Dataset.Dataset.Kind;
        await foreach (var topic in run.TopicsAsync(cancellationToken))
        {
            var message = new FailureTopic
            {
                Topic = topic.ToScored().ToProto(),
                IsCaption = run.FindsImages && DatasetKinds.IsCaption(kind, topic.Query),
            };
            if (run.FindsImages)
                message.Labels.AddRange(QueryConcepts.Of(topic.Query, kind));
            if (opinions is not null)
            {
                var judged = await opinions.ReadAsync(topic.Query.Id, TrecLines.Judgment, cancellationToken);
                message.SecondOpinions.AddRange(judged.Select(j => new Judgment { DocumentId = j.ImageId, Grade = j.Grade }));
            }

            yield return message;
        }
    }

    private static async IAsyncEnumerable<QualityTopic> TopicsAsync(
        AnalyzedRun run, IReadOnlyList<IAsyncEnumerable<double>> values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var systems = values.Select(v => v.GetAsyncEnumerator(cancellationToken)).ToArray();
        try
        {
            await foreach (var topic in run.TopicsAsync(cancellationToken))
            {
                var message = new QualityTopic
                {
                    QueryId = topic.Query.Id,
                    Text = topic.Query.Text,
                    Relevant = topic.Topic.Relevant,
                    Attributes = { QueryAttributes.Of(topic.Query, topic.Topic.Relevant).ToDictionary() },
                };
                foreach (var system in systems)
                    message.Values.Add(await system.MoveNextAsync() ? system.Current : 0);
                yield return message;
            }
        }
        finally
        {
            foreach (var system in systems)
                await system.DisposeAsync();
        }
    }
}
