using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Systems;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Scores the pairs of a matching set (each judged image of each query) and says how well scores tell matches from the others.</summary>
internal sealed class MatchingStage(EvaluatedSystems systems, IndexClient index, AnalysisClient analysis)
{
    private const int QueriesAtOnce = 256;

    /// <summary>Writes the run file with the score of every pair, and gives the figures.</summary>
    public async Task<RunSummary> RunAsync(
        EvaluateSpec spec, OpenSystem system, DatasetReader dataset, string folder, JobContext context, CancellationToken cancellationToken)
    {
        MatchingFigures? figures = null;
        await using var results = new ResultsWriter(Path.Combine(folder, RunFiles.Results), ResultsWriter.Tag(system.Name), int.MaxValue);
        if (system.HasVectors)
        {
            await systems.UseVectorsAsync(
                system, dataset, context, vectors => ScoreAsync(stage => CosinesAsync(dataset, vectors, stage, cancellationToken)), cancellationToken);
        }
        else
        {
            await using var run = await QueryLines.ReadAsync(spec.System.Value, lines => TrecLines.Hit(lines), cancellationToken);
            await ScoreAsync(_ => ReadRunFileAsync(dataset, run, spec.System.Value, cancellationToken));
        }

        await results.FinishAsync(cancellationToken);
        await using (var topics = new JsonLinesWriter(Path.Combine(folder, RunFiles.Topics)))
            await topics.FinishAsync(cancellationToken);
        return new RunSummary(dataset.Dataset.Queries, QueriesWithoutRelevant: 0, QueriesWithoutHits: 0, [], [], []) { Matching = figures };

        async Task ScoreAsync(Func<StageTracker, IAsyncEnumerable<QueryPairs>> pairs)
        {
            var stage = context.Begin("score pairs", dataset.Dataset.Judgments);
            figures = await analysis.MatchAsync(spec.Resamples, spec.Seed, WriteAsync(pairs(stage), results, stage, cancellationToken), cancellationToken);
            stage.Finish();
        }
    }

    private static async IAsyncEnumerable<(bool Matches, double Score)> WriteAsync(
        IAsyncEnumerable<QueryPairs> queries, ResultsWriter results, StageTracker stage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (queryId, pairs) in queries.WithCancellation(cancellationToken))
        {
            await results.WriteAsync(queryId, [.. pairs.Select(p => p.Hit)], cancellationToken);
            foreach (var (hit, matches) in pairs)
                yield return (matches, hit.Score);
            stage.Add(pairs.Count);
        }
    }

    private async IAsyncEnumerable<QueryPairs> CosinesAsync(
        DatasetReader dataset, SearchableVectors vectors, StageTracker stage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var atOnce = IndexClient.BatchSize(vectors.Dimension);
        await foreach (var queries in dataset.ReadQueriesAsync(cancellationToken).Chunk(Math.Min(QueriesAtOnce, atOnce)))
        {
            var texts = await FetchAsync(vectors.Queries, queries.Select(q => q.Id), cancellationToken);
            foreach (var query in queries)
            {
                var judgments = await dataset.ReadJudgmentsAsync(query.Id, cancellationToken);
                if (!texts.TryGetValue(query.Id, out var text))
                {
                    foreach (var judgment in judgments)
                        stage.Skip($"{query.Id} {judgment.ImageId}", "there is no vector for this query: the pair is left out.");
                    continue;
                }

                var pairs = new List<(Hit Hit, bool Matches)>();
                foreach (var some in judgments.Chunk(atOnce))
                {
                    var images = await FetchAsync(vectors.Images, some.Select(j => j.ImageId), cancellationToken);
                    foreach (var judgment in some)
                    {
                        if (images.TryGetValue(judgment.ImageId, out var image))
                            pairs.Add((new Hit(judgment.ImageId, Cosine(text, image)), judgment.Grade > 0));
                        else
                            stage.Skip($"{query.Id} {judgment.ImageId}", "there is no vector for this image: the pair is left out.");
                    }
                }

                yield return new QueryPairs(query.Id, pairs);
            }
        }
    }

    private async Task<Dictionary<string, IReadOnlyList<float>>> FetchAsync(string collection, IEnumerable<string> ids, CancellationToken cancellationToken) =>
        (await index.FetchAsync(collection, [.. ids], cancellationToken)).ToDictionary(v => v.Id, v => v.Values, StringComparer.Ordinal);

    private static async IAsyncEnumerable<QueryPairs> ReadRunFileAsync(
        DatasetReader dataset, QueryLines run, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var query in dataset.ReadQueriesAsync(cancellationToken))
        {
            var scores = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var hit in await run.ReadAsync(query.Id, TrecLines.Hit, cancellationToken))
            {
                if (!scores.TryAdd(hit.ImageId, hit.Score))
                    throw BenchException.Invalid($"{path}: query '{query.Id}' has the image '{hit.ImageId}' twice.", "system");
            }

            var pairs = new List<(Hit Hit, bool Matches)>();
            foreach (var judgment in await dataset.ReadJudgmentsAsync(query.Id, cancellationToken))
            {
                // A pair left out would make the rest look better than it is.
                if (!scores.TryGetValue(judgment.ImageId, out var score))
                    throw BenchException.Invalid($"{path} has no score for the pair of query '{query.Id}' and image '{judgment.ImageId}'; every pair needs one.", "system");
                pairs.Add((new Hit(judgment.ImageId, score), judgment.Grade > 0));
            }

            yield return new QueryPairs(query.Id, pairs);
        }
    }

    // Vectors of others need not have length 1.
    private static double Cosine(IReadOnlyList<float> x, IReadOnlyList<float> y)
    {
        var (dot, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Count; i++)
        {
            dot += (double)x[i] * y[i];
            xx += (double)x[i] * x[i];
            yy += (double)y[i] * y[i];
        }

        return xx > 0 && yy > 0 ? dot / Math.Sqrt(xx * yy) : 0;
    }

    /// <summary>The scored pairs of a query.</summary>
    private sealed record QueryPairs(string QueryId, IReadOnlyList<(Hit Hit, bool Matches)> Pairs);
}
