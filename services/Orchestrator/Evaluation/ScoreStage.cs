using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>
/// Scores a run file against the dataset's judgements, and writes each query's values. Queries for which an empty answer is right are in no
/// mean: Precision and Recall are 0 for them whatever a system does. What it found for them is in the run file, for thresholds.
/// </summary>
internal sealed class ScoreStage(EvaluatorClient evaluator)
{
    public async Task<RunSummary> RunAsync(
        DatasetReader dataset, string folder, EvaluateSpec spec, StageTracker stage, CancellationToken cancellationToken)
    {
        // The queries are read a second time beside the values that come back, for what they can be sliced by.
        await using var results = await QueryLines.ReadOwnAsync(Path.Combine(folder, RunFiles.Results), cancellationToken);
        await using var queries = ScoredQueries(dataset, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var writer = new JsonLinesWriter(Path.Combine(folder, RunFiles.Topics));
        var topics = TopicsAsync(dataset, results, cancellationToken);
        var summary = await evaluator.EvaluateAsync(spec.Measures, spec.Resamples, spec.Seed, topics, dataset.ReadDuplicatesAsync(cancellationToken), WriteAsync, cancellationToken);
        await writer.FinishAsync(cancellationToken);
        stage.Finish();
        return DatasetKinds.AreFullyJudged(dataset.Dataset.Kind) ? WithoutBounds(summary) : summary;

        async Task WriteAsync(TopicScores scores)
        {
            if (!await queries.MoveNextAsync() || queries.Current.Id != scores.QueryId)
                throw new BenchException(ErrorKind.Internal, "The Evaluator answered in another order than it was asked.");
            var attributes = QueryAttributes.Of(queries.Current, scores.Relevant);
            await writer.WriteAsync(
                new TopicLine(scores.QueryId, scores.Values, scores.RelevantRanks, scores.Relevant, attributes) { DuplicateAware = scores.DuplicateAware },
                cancellationToken);
            stage.Add();
        }
    }

    // Where everything is judged, an image that is not listed is wrong and leaves nothing open.
    private static RunSummary WithoutBounds(RunSummary summary) => summary with
    {
        PrecisionBounds = [],
        Slices = summary.Slices.Select(s => s with { PrecisionBounds = [] }).ToArray(),
    };

    private static IAsyncEnumerable<DatasetQuery> ScoredQueries(DatasetReader dataset, CancellationToken cancellationToken) =>
        dataset.ReadQueriesAsync(cancellationToken).Where(q => !q.Negative);

    private static async IAsyncEnumerable<ScoredTopic> TopicsAsync(
        DatasetReader dataset, QueryLines results, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var query in ScoredQueries(dataset, cancellationToken))
        {
            var judgments = await dataset.ReadJudgmentsAsync(query.Id, cancellationToken);
            var hits = await results.ReadAsync(query.Id, TrecLines.Hit, cancellationToken);
            yield return new ScoredTopic(query.Id, QueryAttributes.Of(query, judgments.Count(j => j.Grade > 0)), judgments, hits);
        }
    }
}
