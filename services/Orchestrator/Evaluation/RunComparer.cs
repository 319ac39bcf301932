using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Compares runs on the same dataset pair by pair, over the values of each query that the runs keep.</summary>
internal sealed class RunComparer(RunStore store, EvaluatorClient evaluator)
{
    /// <summary>The runs of a comparison.</summary>
    /// <exception cref="BenchException">One is not there, they are not on the same dataset, or a measure is missing.</exception>
    public async Task<IReadOnlyList<Run>> CheckAsync(CompareRunsSpec spec, CancellationToken cancellationToken)
    {
        var runs = await LoadAsync(spec, cancellationToken);
        var other = runs.FirstOrDefault(r => r.DatasetHash != runs[0].DatasetHash);
        if (other is not null)
        {
            throw BenchException.Invalid(
                $"Run {runs[0].Id} is on dataset {runs[0].DatasetHash[..12]}, run {other.Id} on {other.DatasetHash[..12]}: only runs on the same dataset can be compared.",
                "run_ids");
        }

        if (runs.Any(r => r.Direction != runs[0].Direction))
            throw BenchException.Invalid("Some runs are text to image, some image to text: their queries are not the same.", "run_ids");
        if (runs.FirstOrDefault(r => r.Summary.Matching is not null) is { } pairs)
            throw BenchException.Invalid($"Run {pairs.Id} is of a matching set, whose pairs have no queries to be compared by.", "run_ids");
        if (spec.DuplicateAware && runs.FirstOrDefault(r => r.Summary.DuplicateAware.Count == 0) is { } strict)
            throw BenchException.Invalid($"Run {strict.Id} has no duplicate-aware figures: its dataset has no groups of near-duplicates.", "duplicate_aware");
        _ = Measures(spec, runs);
        return runs;
    }

    /// <summary>The comparison, as it is kept from an earlier time or made now.</summary>
    /// <param name="spec">What to compare.</param>
    /// <param name="queryDone">Called for each query that is compared.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Comparison> CompareAsync(CompareRunsSpec spec, Action queryDone, CancellationToken cancellationToken)
    {
        var id = RunIdentity.OfComparison(spec);
        if (await store.FindComparisonAsync(id, cancellationToken) is { } known)
            return known;
        var runs = await LoadAsync(spec, cancellationToken);
        var measures = Measures(spec, runs);
        var scores = ScoresAsync(runs, measures, spec.DuplicateAware, queryDone, cancellationToken);
        var comparison = await evaluator.CompareAsync(id, Named(runs), measures, spec.Seed, scores, cancellationToken);
        await store.AddAsync(comparison, cancellationToken);
        return comparison;
    }

    private async Task<Run[]> LoadAsync(CompareRunsSpec spec, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        foreach (var id in spec.RunIds)
            runs.Add(await store.GetAsync(id, cancellationToken));
        return runs.ToArray();
    }

    private static string[] Measures(CompareRunsSpec spec, Run[] runs)
    {
        var shared = runs.Select(r => r.Summary.Measures.Select(m => m.Measure)).Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal)).ToArray();
        var missing = spec.Measures.Except(shared, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
            throw BenchException.Invalid($"Not every run has {string.Join(", ", missing)}; all have {string.Join(", ", shared)}.", "measures");
        if (shared.Length == 0)
            throw BenchException.Invalid("The runs share no measure.", "measures");
        return spec.Measures.Count > 0 ? spec.Measures.ToArray() : shared;
    }

    /// <summary>A run's name among others: two runs of one system with other settings are told apart by their ids.</summary>
    public static string NameOf(Run run, IEnumerable<Run> among) =>
        among.Count(other => other.SystemName == run.SystemName) > 1 ? $"{run.SystemName}#{run.Id}" : run.SystemName;

    private static (string Name, Run Run)[] Named(Run[] runs) => runs.Select(r => (NameOf(r, runs), r)).ToArray();

    private async IAsyncEnumerable<PairedScores> ScoresAsync(
        Run[] runs, string[] measures, bool duplicateAware, Action queryDone, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = runs.Select(r => measures.Select(m => IndexOf(r, m)).ToArray()).ToArray();
        var topics = runs.Select(r => RunFiles.ReadValuesAsync(store.FolderOf(r.Id), cancellationToken).GetAsyncEnumerator(cancellationToken)).ToArray();
        try
        {
            while (await topics[0].MoveNextAsync())
            {
                foreach (var other in topics.Skip(1))
                {
                    if (!await other.MoveNextAsync() || other.Current.QueryId != topics[0].Current.QueryId)
                        throw new BenchException(ErrorKind.DataLoss, $"The runs {string.Join(", ", runs.Select(r => r.Id))} do not have the same queries: a file was changed.");
                }

                var values = topics.Select((t, i) => (IReadOnlyList<double>)columns[i].Select(c => ValuesOf(t.Current, duplicateAware, runs[i])[c]).ToArray()).ToArray();
                yield return new PairedScores(topics[0].Current.QueryId, topics[0].Current.Attributes, values);
                queryDone();
            }
        }
        finally
        {
            foreach (var topic in topics)
                await topic.DisposeAsync();
        }
    }

    private static IReadOnlyList<double> ValuesOf(TopicLine topic, bool duplicateAware, Run run) =>
        !duplicateAware ? topic.Values
        : topic.DuplicateAware ?? throw new BenchException(
            ErrorKind.FailedPrecondition, $"Run {run.Id} kept no duplicate-aware values of its queries: it is of an older version. Evaluate it again with another --seed.");

    private static int IndexOf(Run run, string measure) =>
        run.Summary.Measures.Select((m, i) => (m.Measure, i)).First(m => m.Measure == measure).i;
}
