using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Runs;
using DuplicateGroup = ImageSearchBench.Orchestrator.Datasets.DuplicateGroup;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>A query with what it can be sliced by, what is known of it and what a system found.</summary>
internal sealed record ScoredTopic(
    string QueryId,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<Datasets.Judgment> Judgments,
    IReadOnlyList<Runs.Hit> Hits);

/// <summary>One query's values: what is stored of it beside its hits.</summary>
internal sealed record TopicScores(string QueryId, IReadOnlyList<double> Values, IReadOnlyList<int> RelevantRanks, int Relevant)
{
    /// <summary>The values with near-duplicates as one document; null where there are no groups.</summary>
    public IReadOnlyList<double>? DuplicateAware { get; init; }
}

/// <summary>One query's values of several systems.</summary>
internal sealed record PairedScores(
    string QueryId, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<IReadOnlyList<double>> Systems);

/// <summary>The Evaluator, as the jobs need it.</summary>
internal sealed class EvaluatorClient(EvaluatorService.EvaluatorServiceClient client)
{
    private const string Service = "Evaluator";

    // Random orders of equal scores for expected values; topics without equal scores cost nothing.
    private const int TieOrders = 20;

    // Answers may come only at the end: nothing waits for them.
    private const int NoWindow = int.MaxValue;

    /// <summary>Finds out whether the Evaluator knows these measures, before the work that they are wanted for.</summary>
    /// <exception cref="BenchException">It does not know one.</exception>
    public Task CheckMeasuresAsync(IReadOnlyList<string> measures, CancellationToken cancellationToken)
    {
        var one = new ScoredTopic("q", new Dictionary<string, string>(StringComparer.Ordinal), [new Datasets.Judgment("d", 1)], [new Runs.Hit("d", 1)]);
        return EvaluateAsync(measures, resamples: 1, seed: 0, new[] { one }.ToAsyncEnumerable(), AsyncEnumerable.Empty<DuplicateGroup>(), _ => Task.CompletedTask, cancellationToken);
    }

    /// <summary>Scores a system's results.</summary>
    /// <param name="measures">Measures wanted; none means the Evaluator's defaults.</param>
    /// <param name="resamples">Bootstrap resamples.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="topics">The topics, in the order in which their values are wanted.</param>
    /// <param name="duplicates">Near-duplicate groups: figures are then given beside with each group as one document.</param>
    /// <param name="onScores">Takes each topic's values, in order.</param>
    /// <param name="cancellationToken">Stops scoring.</param>
    /// <returns>The figures.</returns>
    public async Task<RunSummary> EvaluateAsync(
        IReadOnlyList<string> measures,
        int resamples,
        ulong seed,
        IAsyncEnumerable<ScoredTopic> topics,
        IAsyncEnumerable<DuplicateGroup> duplicates,
        Func<TopicScores, Task> onScores,
        CancellationToken cancellationToken)
    {
        var settings = new EvaluateSettings
        {
            Measures = { measures },
            Bootstrap = new BootstrapSettings { Resamples = resamples, Seed = seed },
            SliceBy = { QueryAttributes.All },
            TieOrders = TieOrders,
        };
        RunSummary? summary = null;
        await using var pump = new DuplexPump<EvaluateRequest, EvaluateResponse>(
            Service, token => client.Evaluate(cancellationToken: token), RequestsAsync(settings, duplicates, topics), NoWindow, cancellationToken);
        while (await pump.MoveNextAsync())
        {
            if (pump.Current.Summary is { } figures)
                summary = figures.ToDomain();
            foreach (var t in pump.Current.Topics?.Topics ?? [])
                await onScores(ToDomain(t));
        }

        return summary ?? throw new BenchException(ErrorKind.Internal, $"{Service} ended the stream without a summary.");
    }

    /// <summary>Compares systems pair by pair.</summary>
    public async Task<Comparison> CompareAsync(
        string id,
        IReadOnlyList<(string Name, Run Run)> runs,
        IReadOnlyList<string> measures,
        ulong seed,
        IAsyncEnumerable<PairedScores> topics,
        CancellationToken cancellationToken)
    {
        var settings = new CompareSettings
        {
            Systems = { runs.Select(r => r.Name) },
            Measures = { measures },
            Bootstrap = new BootstrapSettings { Seed = seed },
            SliceBy = { QueryAttributes.All },
        };
        using var call = client.Compare(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new CompareRequest { Settings = settings }, cancellationToken);
            var batch = new PairedTopicBatch();
            await foreach (var topic in topics.WithCancellation(cancellationToken))
            {
                batch.Topics.Add(new PairedTopic
                {
                    QueryId = topic.QueryId,
                    Systems = { topic.Systems.Select(values => new SystemValues { Values = { values } }) },
                    Attributes = { topic.Attributes.ToDictionary() },
                });
                if (batch.Topics.Count < TopicMessages.MaxTopics)
                    continue;
                await call.RequestStream.WriteAsync(new CompareRequest { Topics = batch }, cancellationToken);
                batch = new PairedTopicBatch();
            }

            if (batch.Topics.Count > 0)
                await call.RequestStream.WriteAsync(new CompareRequest { Topics = batch }, cancellationToken);
            await call.RequestStream.CompleteAsync();
            var response = await call.ResponseAsync;
            return response.ToDomain(id, runs.Select(r => r.Run).ToArray());
        }
        catch (RpcException e)
        {
            throw ServiceCalls.Fault(Service, e, cancellationToken);
        }
    }

    private static TopicScores ToDomain(TopicValues topic) => new(topic.QueryId, topic.Values.ToArray(), topic.RelevantRanks.ToArray(), topic.Relevant)
    {
        DuplicateAware = topic.DuplicateAwareValues.Count > 0 ? topic.DuplicateAwareValues.ToArray() : null,
    };

    private static async IAsyncEnumerable<EvaluateRequest> RequestsAsync(
        EvaluateSettings settings, IAsyncEnumerable<DuplicateGroup> duplicates, IAsyncEnumerable<ScoredTopic> topics)
    {
        yield return new EvaluateRequest { Settings = settings };
        await foreach (var groups in duplicates.Chunk(TopicMessages.MaxTopics))
            yield return new EvaluateRequest { DuplicateGroups = groups.ToProto() };

        await foreach (var batch in TopicMessages.BatchAsync(topics, t => t.ToProto(), t => t.Judgments.Count + t.Hits.Count))
        {
            var message = new TopicBatch();
            message.Topics.AddRange(batch);
            yield return new EvaluateRequest { Topics = message };
        }
    }
}
