using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>How a language model is to be called.</summary>
/// <param name="Model">Its name; empty takes the first writer.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="JobId">Job that the calls are booked under.</param>
/// <param name="Seed">Seed of everything drawn at random.</param>
/// <param name="MaxTokens">Most tokens of the job; 0 means no limit.</param>
/// <param name="MaxCost">Most money of the job; 0 means no limit.</param>
internal sealed record WritingSettings(string Model, string Language, string JobId, ulong Seed, long MaxTokens, double MaxCost);

/// <summary>A topic with the objects that people checked, and those that a model produced.</summary>
internal sealed record KnownTopic(string Name, IReadOnlyList<string> Checked, IReadOnlyList<string> Generated);

/// <summary>Signs that a model drifts; see the contract for each.</summary>
internal sealed record DriftSigns(
    double MeanLength, double CheckedMeanLength, int DistinctHeads, int Generated, double RejectedShare, bool Drifting);

/// <summary>What happened in a round.</summary>
/// <param name="Topic">The topic; empty where the reply could not be read.</param>
/// <param name="Round">Number of the round, from 1.</param>
/// <param name="Added">Objects added.</param>
/// <param name="Rejections">Objects not added, by reason.</param>
/// <param name="Drift">Signs after it.</param>
/// <param name="Stopped">Why it was the topic's last one; empty while it goes on.</param>
internal sealed record GrowthRound(
    string Topic, int Round, int Added, IReadOnlyList<string> Rejections, DriftSigns Drift, string Stopped);

/// <summary>What was grown.</summary>
/// <param name="Topics">All topics.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelId">Its id at the endpoint.</param>
/// <param name="Prompt">Prompt and version.</param>
/// <param name="Similarity">How meaning was compared; empty for topics.</param>
/// <param name="Stopped">Why it ended; empty for objects, where each topic ends for itself.</param>
internal sealed record Growth(
    IReadOnlyList<KnownTopic> Topics, string Model, string ModelId, string Prompt, string Similarity, string Stopped);

/// <summary>Topics and objects from QueryGeneration.</summary>
internal sealed class TopicGrower(QueryGenerationService.QueryGenerationServiceClient client)
{
    private const string Service = "QueryGeneration";

    /// <summary>Grows topics (stage 1).</summary>
    public async Task<Growth> GrowTopicsAsync(
        WritingSettings settings, IReadOnlyList<KnownTopic> seeds, TopicSets.TopicGrowth options, Action<GrowthRound> onRound, CancellationToken cancellationToken)
    {
        var request = new GenerateTopicsRequest
        {
            Context = Context(settings),
            Seeds = { seeds.Select(ToProto) },
            Options = new TopicOptions { MaxRounds = options.MaxRounds, MaxTopics = options.MaxTopics, MaxDryRounds = options.MaxDryRounds },
        };
        using var call = client.GenerateTopics(request, cancellationToken: cancellationToken);
        TopicResult? result = null;
        await foreach (var message in ReadAsync(call.ResponseStream, cancellationToken))
        {
            if (message.Round is { } round)
                onRound(new GrowthRound(round.Topic, round.Round, round.Added.Count, Reasons(round.Rejected), ToDomain(round.Drift), ""));
            result = message.Result ?? result;
        }

        return result is null
            ? throw NoResult()
            : new Growth([.. result.Topics.Select(ToDomain)], result.Provenance.Model, result.Provenance.ModelId, result.Provenance.Prompt, "", Word(result.StopReason));
    }

    /// <summary>Grows objects of topics (stage 2).</summary>
    public async Task<Growth> GrowObjectsAsync(
        WritingSettings settings, IReadOnlyList<KnownTopic> topics, TopicSets.ObjectGrowth options, Action<GrowthRound> onRound, CancellationToken cancellationToken)
    {
        var request = new GenerateObjectsRequest
        {
            Context = Context(settings),
            Topics = { topics.Select(ToProto) },
            Options = new ObjectOptions
            {
                MaxRounds = options.MaxRounds,
                MaxObjects = options.MaxObjects,
                MaxDryRounds = options.MaxDryRounds,
                SimilarityLimit = options.SimilarityLimit,
                SentenceModel = options.SentenceModel,
            },
        };
        using var call = client.GenerateObjects(request, cancellationToken: cancellationToken);
        ObjectResult? result = null;
        await foreach (var message in ReadAsync(call.ResponseStream, cancellationToken))
        {
            if (message.Round is { } round)
                onRound(new GrowthRound(round.Topic, round.Round, round.Added.Count, Reasons(round.Rejected), ToDomain(round.Drift), Word(round.StopReason)));
            result = message.Result ?? result;
        }

        return result is null
            ? throw NoResult()
            : new Growth([.. result.Topics.Select(ToDomain)], result.Provenance.Model, result.Provenance.ModelId, result.Provenance.Prompt, result.Similarity, "");
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        IAsyncStreamReader<T> stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (!await stream.MoveNext(cancellationToken))
                    yield break;
            }
            catch (RpcException e)
            {
                throw ServiceCalls.Fault(Service, e, cancellationToken);
            }

            yield return stream.Current;
        }
    }

    private static GenerationContext Context(WritingSettings settings)
    {
        var context = new GenerationContext { Model = settings.Model, Language = settings.Language, JobId = settings.JobId, Seed = settings.Seed };
        if (settings.MaxTokens > 0 || settings.MaxCost > 0)
            context.Budget = new Budget { Tokens = settings.MaxTokens, Cost = settings.MaxCost };
        return context;
    }

    private static Topic ToProto(KnownTopic topic) =>
        new() { Name = topic.Name, CheckedObjects = { topic.Checked }, GeneratedObjects = { topic.Generated } };

    private static KnownTopic ToDomain(Topic topic) => new(topic.Name, topic.CheckedObjects.ToArray(), topic.GeneratedObjects.ToArray());

    private static DriftSigns ToDomain(DriftSignals drift) => new(
        drift.MeanLength, drift.CheckedMeanLength, drift.DistinctHeads, drift.Generated, drift.RejectedShare, drift.Drifting);

    private static string[] Reasons(IEnumerable<Rejection> rejections) => [.. rejections.Select(r => Snake(r.Reason.ToString()))];

    private static string Word(StopReason reason) => reason is StopReason.Unspecified ? "" : Snake(reason.ToString());

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static BenchException NoResult() => new(ErrorKind.Internal, $"{Service} ended the stream without a result.");
}
