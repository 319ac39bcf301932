using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Analysis;

/// <summary>What queries ask for and images show, as far as the dataset says it.</summary>
internal static class QueryConcepts
{
    /// <summary>The concepts of a query: its labels; in a topic set its text, which is the name of an object; else none.</summary>
    public static IReadOnlyList<string> Of(DatasetQuery query, string kind) =>
        query.Labels.Count > 0 ? query.Labels
        : kind == DatasetKinds.Topics ? [query.Text]
        : [];

    /// <summary>What some images show: an image that is relevant to a query with one concept shows that concept.</summary>
    /// <param name="run">The run.</param>
    /// <param name="depth">Results of each query whose images are wanted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Memory grows with the images among these results, not with those of the dataset.</returns>
    public static async Task<IReadOnlyList<DocumentLabels>> OfFoundImagesAsync(AnalyzedRun run, int depth, CancellationToken cancellationToken)
    {
        var kind = run.Dataset.Dataset.Kind;
        var labels = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        await foreach (var topic in run.FoundAsync(cancellationToken))
        {
            foreach (var hit in topic.Hits.Take(depth))
                labels.TryAdd(hit.ImageId, new SortedSet<string>(StringComparer.Ordinal));
        }

        await foreach (var query in run.Dataset.ReadQueriesAsync(cancellationToken))
        {
            if (Of(query, kind) is not [var concept])
                continue;
            foreach (var judgment in await run.Dataset.ReadJudgmentsAsync(query.Id, cancellationToken))
            {
                if (judgment.Grade > 0 && labels.TryGetValue(judgment.ImageId, out var own))
                    own.Add(concept);
            }
        }

        return [.. labels.Where(l => l.Value.Count > 0).Select(l => new DocumentLabels { DocumentId = l.Key, Labels = { l.Value } })];
    }
}
