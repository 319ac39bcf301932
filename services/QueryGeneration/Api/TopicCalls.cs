using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Objects;
using ImageSearchBench.QueryGeneration.Similarity;
using ImageSearchBench.QueryGeneration.Topics;
using ModelRole = ImageSearchBench.QueryGeneration.Models.ModelRole;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>GenerateTopics and GenerateObjects.</summary>
internal sealed class TopicCalls(ModelCatalog models, JobRegistry jobs, SimilarityIndexFactory similarity)
{
    public async Task GenerateTopicsAsync(
        GenerateTopicsRequest request, IServerStreamWriter<GenerateTopicsResponse> responses, CancellationToken cancellationToken)
    {
        var options = TopicMapping.ToDomain(request.Options);
        var pool = TopicMapping.ToPool(request.Seeds);
        using var session = GenerationSession.Open(request.Context, ModelRole.Writer, models, jobs);
        var generator = new TopicGenerator(session.Model, session.Job, session.Language, options, session.Seed);
        var last = 0;
        await StoppableAsync(async () =>
        {
            await foreach (var round in generator.RunAsync(pool, cancellationToken))
            {
                last = round.Round;
                await responses.WriteAsync(new GenerateTopicsResponse { Round = TopicMapping.ToWire(round) }, cancellationToken);
            }
        });
        var result = new TopicResult
        {
            Topics = { pool.Topics.Select(TopicMapping.ToWire) },
            Rounds = last,
            StopReason = TopicMapping.ToWire(generator.Stopped),
            Provenance = generator.Provenance.ToWire(),
        };
        await responses.WriteAsync(new GenerateTopicsResponse { Result = result }, cancellationToken);
    }

    public async Task GenerateObjectsAsync(
        GenerateObjectsRequest request, IServerStreamWriter<GenerateObjectsResponse> responses, CancellationToken cancellationToken)
    {
        using var session = GenerationSession.Open(request.Context, ModelRole.Writer, models, jobs);
        var topics = TopicMapping.ToGrow(request.Topics);
        var wanted = request.Options ?? new();
        var (index, note) = await similarity.CreateAsync(wanted.SentenceModel, cancellationToken);
        var options = TopicMapping.ToDomain(wanted, session.Language, index.DefaultLimit);
        var generator = new ObjectGenerator(session.Model, session.Job, session.Language, options, index, session.Seed);
        await StoppableAsync(async () =>
        {
            await foreach (var round in generator.RunAsync(topics, cancellationToken))
                await responses.WriteAsync(new GenerateObjectsResponse { Round = TopicMapping.ToWire(round) }, cancellationToken);
        });
        var result = new ObjectResult
        {
            Topics = { topics.Select(TopicMapping.ToWire) },
            Similarity = index.Method,
            SimilarityNote = note,
            Provenance = generator.Provenance.ToWire(),
        };
        await responses.WriteAsync(new GenerateObjectsResponse { Result = result }, cancellationToken);
    }

    private static async Task StoppableAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (ModelCallException e)
        {
            throw e.ToBenchException();
        }
    }
}
