using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Analysis;

/// <summary>A run's query with what is known of it and what was found.</summary>
internal sealed record AnalyzedTopic(DatasetQuery Query, RunTopic Topic, IReadOnlyList<Judgment> Judgments)
{
    public ScoredTopic ToScored() => new(Query.Id, QueryAttributes.Of(Query, Topic.Relevant), Judgments, Topic.Hits);
}

/// <summary>A run beside the dataset that it is of; both are read as streams, one reader at a time.</summary>
internal sealed class AnalyzedRun(Run run, string folder, DatasetReader dataset) : IAsyncDisposable
{
    public Run Run => run;

    public DatasetReader Dataset => dataset;

    /// <summary>Documents are images; for image to text they are texts.</summary>
    public bool FindsImages => run.Direction is SearchDirection.TextToImage;

    /// <summary>What was found, query by query.</summary>
    public IAsyncEnumerable<RunTopic> FoundAsync(CancellationToken cancellationToken) => RunFiles.ReadTopicsAsync(folder, cancellationToken);

    /// <summary>The queries that figures are means of with all that is known, in the dataset's order.</summary>
    /// <exception cref="BenchException">Run and dataset do not have the same queries.</exception>
    public async IAsyncEnumerable<AnalyzedTopic> TopicsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var queries = dataset.ReadScoredQueriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var topic in FoundAsync(cancellationToken))
        {
            if (!await queries.MoveNextAsync() || queries.Current.Id != topic.QueryId)
                throw new BenchException(ErrorKind.DataLoss, $"Run {run.Id} and dataset '{dataset.Dataset.Name}' do not have the same queries: a file was changed.");
            yield return new AnalyzedTopic(queries.Current, topic, await dataset.ReadJudgmentsAsync(topic.QueryId, cancellationToken));
        }
    }

    /// <summary>The queries for which an empty answer is right, with what was found all the same.</summary>
    public async IAsyncEnumerable<AnalyzedTopic> NegativesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var results = await QueryLines.ReadOwnAsync(Path.Combine(folder, RunFiles.Results), cancellationToken);
        await foreach (var query in dataset.ReadQueriesAsync(cancellationToken).Where(q => q.Negative))
        {
            var hits = await results.ReadAsync(query.Id, TrecLines.Hit, cancellationToken);
            var judgments = await dataset.ReadJudgmentsAsync(query.Id, cancellationToken);
            yield return new AnalyzedTopic(query, new RunTopic(query.Id, hits, Values: [], RelevantRanks: [], Relevant: 0), judgments);
        }
    }

    public ValueTask DisposeAsync() => dataset.DisposeAsync();
}
