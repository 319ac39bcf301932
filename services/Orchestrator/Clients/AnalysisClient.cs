using System.Runtime.CompilerServices;
using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Orchestrator.Runs;
using DuplicateGroup = ImageSearchBench.Orchestrator.Datasets.DuplicateGroup;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>
/// The Evaluator's analyses. Their answers stay the Evaluator's messages: the Orchestrator passes them on and keeps none of them
/// (docs/adr/0033).
/// </summary>
internal sealed class AnalysisClient(AnalysisService.AnalysisServiceClient client)
{
    private const string Service = "Evaluator";

    // Answers come only at the end: nothing waits for them.
    private const int NoWindow = int.MaxValue;
    private const int PairsPerMessage = 50_000;

    /// <summary>How well scores tell pairs that match from those that do not.</summary>
    public async Task<MatchingFigures> MatchAsync(
        int resamples, ulong seed, IAsyncEnumerable<(bool Matches, double Score)> pairs, CancellationToken cancellationToken)
    {
        var settings = new MatchingSettings { Bootstrap = new BootstrapSettings { Resamples = resamples, Seed = seed } };
        var response = await ExchangeAsync(client.EvaluateMatching(cancellationToken: cancellationToken), RequestsAsync(), cancellationToken);
        return response.ToDomain();

        async IAsyncEnumerable<EvaluateMatchingRequest> RequestsAsync()
        {
            yield return new EvaluateMatchingRequest { Settings = settings };
            await foreach (var some in pairs.Chunk(PairsPerMessage))
            {
                var batch = new MatchingPairBatch();
                batch.Pairs.AddRange(some.Select(p => new MatchingPair { Matches = p.Matches, Score = p.Score }));
                yield return new EvaluateMatchingRequest { Pairs = batch };
            }
        }
    }

    /// <summary>Precision and recall over thresholds.</summary>
    public async Task<AnalyzeThresholdsResponse> ThresholdsAsync(
        ThresholdSettings settings, IAsyncEnumerable<ScoredTopic> topics, CancellationToken cancellationToken)
    {
        return await ExchangeAsync(client.AnalyzeThresholds(cancellationToken: cancellationToken), RequestsAsync(), cancellationToken);

        async IAsyncEnumerable<AnalyzeThresholdsRequest> RequestsAsync()
        {
            yield return new AnalyzeThresholdsRequest { Settings = settings };
            await foreach (var batch in TopicMessages.BatchAsync(topics, t => t.ToProto(), t => t.Judgments.Count + t.Hits.Count))
            {
                var message = new TopicBatch();
                message.Topics.AddRange(batch);
                yield return new AnalyzeThresholdsRequest { Topics = message };
            }
        }
    }

    /// <summary>How good a dataset is.</summary>
    public async Task<AssessDatasetResponse> AssessAsync(
        QualitySettings settings, IAsyncEnumerable<QualityTopic> topics, CancellationToken cancellationToken)
    {
        return await ExchangeAsync(client.AssessDataset(cancellationToken: cancellationToken), RequestsAsync(), cancellationToken);

        async IAsyncEnumerable<AssessDatasetRequest> RequestsAsync()
        {
            yield return new AssessDatasetRequest { Settings = settings };
            await foreach (var batch in topics.Chunk(TopicMessages.MaxTopics))
                yield return new AssessDatasetRequest { Topics = new QualityTopicBatch { Topics = { batch } } };
        }
    }

    /// <summary>Poor queries and their causes.</summary>
    /// <param name="settings">How to analyse.</param>
    /// <param name="duplicates">Near-duplicate groups.</param>
    /// <param name="labels">What images show.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async IAsyncEnumerable<AnalyzeFailuresResponse> FailuresAsync(
        FailureSettings settings,
        IAsyncEnumerable<DuplicateGroup> duplicates,
        IEnumerable<DocumentLabels> labels,
        IAsyncEnumerable<FailureTopic> topics,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pump = new DuplexPump<AnalyzeFailuresRequest, AnalyzeFailuresResponse>(
            Service, token => client.AnalyzeFailures(cancellationToken: token), RequestsAsync(), NoWindow, cancellationToken);
        while (await pump.MoveNextAsync())
            yield return pump.Current;

        async IAsyncEnumerable<AnalyzeFailuresRequest> RequestsAsync()
        {
            yield return new AnalyzeFailuresRequest { Settings = settings };
            await foreach (var groups in duplicates.Chunk(TopicMessages.MaxTopics))
                yield return new AnalyzeFailuresRequest { DuplicateGroups = groups.ToProto() };
            foreach (var documents in labels.Chunk(TopicMessages.MaxTopics))
                yield return new AnalyzeFailuresRequest { DocumentLabels = new DocumentLabelsBatch { Documents = { documents } } };
            await foreach (var batch in TopicMessages.BatchAsync(topics, t => t, t => t.Topic.Judgments.Count + t.Topic.Hits.Count + t.SecondOpinions.Count))
                yield return new AnalyzeFailuresRequest { Topics = new FailureTopicBatch { Topics = { batch } } };
        }
    }

    private static async Task<TResponse> ExchangeAsync<TRequest, TResponse>(
        AsyncClientStreamingCall<TRequest, TResponse> call, IAsyncEnumerable<TRequest> requests, CancellationToken cancellationToken)
    {
        using (call)
        {
            try
            {
                await foreach (var request in requests.WithCancellation(cancellationToken))
                    await call.RequestStream.WriteAsync(request, cancellationToken);
                await call.RequestStream.CompleteAsync();
                return await call.ResponseAsync;
            }
            catch (RpcException e)
            {
                throw ServiceCalls.Fault(Service, e, cancellationToken);
            }
        }
    }
}
