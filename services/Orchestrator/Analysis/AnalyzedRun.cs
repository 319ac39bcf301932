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

    /// <summary>The queries with all that is known, in the dataset's order.</summary>
    /// <exception cref="BenchException">Run and dataset do not have the same queries.</exception>
    public async IAsyncEnumerable<AnalyzedTopic> TopicsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var queries = dataset.ReadQueriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var topic in FoundAsync(cancellationToken))
        {
            if (!await queries.MoveNextAsync() || queries.Current.Id != topic.QueryId)
                throw new BenchException(ErrorKind.DataLoss, $"Run {run.Id} and dataset '{dataset.Dataset.Name}' do not have the same queries: a file was changed.");
            yield return new AnalyzedTopic(queries.Current, topic, await dataset.ReadJudgmentsAsync(topic.QueryId, cancellationToken));
        }
    }

    public ValueTask DisposeAsync() => dataset.DisposeAsync();
}
