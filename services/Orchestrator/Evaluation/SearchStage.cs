using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Systems;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Finds what a system answers to each query of a dataset, and writes it as a run file in the dataset's order.</summary>
internal sealed class SearchStage(IndexClient index)
{
    /// <summary>Searches the images' collection with the vectors of the queries' collection.</summary>
    public async Task SearchAsync(
        DatasetReader dataset, SearchableVectors vectors, ResultsWriter results, int topK, StageTracker stage, CancellationToken cancellationToken)
    {
        var batches = VectorsAsync(dataset, vectors, stage, cancellationToken);
        await foreach (var (queryId, hits) in index.SearchAllAsync(vectors.Images, topK, batches, cancellationToken))
        {
            await results.WriteAsync(queryId, hits, cancellationToken);
            stage.Add();
        }

        await results.FinishAsync(cancellationToken);
        stage.Finish();
    }

    /// <summary>Takes what a run file says.</summary>
    public static async Task ReadRunFileAsync(
        DatasetReader dataset, string path, ResultsWriter results, StageTracker stage, CancellationToken cancellationToken)
    {
        await using var run = await QueryLines.ReadAsync(path, lines => TrecLines.Hit(lines), cancellationToken);
        var known = 0;
        await foreach (var query in dataset.ReadQueriesAsync(cancellationToken))
        {
            if (!run.Contains(query.Id))
            {
                stage.Skip(query.Id, "the run file has no results for this query.");
                continue;
            }

            known++;
            await results.WriteAsync(query.Id, await ReadHitsAsync(run, query.Id, path, cancellationToken), cancellationToken);
            stage.Add();
        }

        if (known == 0)
        {
            throw BenchException.Invalid(
                $"{path} has results for {run.Queries.Count} queries, such as '{run.Queries.FirstOrDefault()}', of which dataset '{dataset.Dataset.Name}' has none.", "system");
        }

        await results.FinishAsync(cancellationToken);
        stage.Finish();
    }

    private static async Task<IReadOnlyList<Hit>> ReadHitsAsync(QueryLines run, string queryId, string path, CancellationToken cancellationToken)
    {
        var hits = await run.ReadAsync(queryId, TrecLines.Hit, cancellationToken);
        var twice = hits.GroupBy(h => h.ImageId, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any());
        return twice is null ? hits : throw BenchException.Invalid($"{path}: query '{queryId}' has the image '{twice.Key}' twice.", "system");
    }

    private async IAsyncEnumerable<IReadOnlyList<NamedVector>> VectorsAsync(
        DatasetReader dataset, SearchableVectors vectors, StageTracker stage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = Math.Min(256, IndexClient.BatchSize(vectors.Dimension));
        await foreach (var queries in dataset.ReadQueriesAsync(cancellationToken).Chunk(size))
        {
            var found = await index.FetchAsync(vectors.Queries, queries.Select(q => q.Id).ToArray(), cancellationToken);
            if (found.Count < queries.Length)
            {
                var have = found.Select(v => v.Id).ToHashSet(StringComparer.Ordinal);
                foreach (var query in queries.Where(q => !have.Contains(q.Id)))
                    stage.Skip(query.Id, "there is no vector for this query; it scores 0.");
            }

            if (found.Count > 0)
                yield return found;
        }
    }
}
