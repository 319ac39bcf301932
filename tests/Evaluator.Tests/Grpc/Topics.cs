using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;

namespace ImageSearchBench.Evaluator.Tests.Grpc;

/// <summary>Makes topics and sends them.</summary>
internal static class Topics
{
    public static Topic Of(string id, (string Id, int Grade)[] judgments, (string Id, double Score)[] hits, params (string, string)[] attributes)
    {
        var topic = new Topic
        {
            QueryId = id,
            Judgments = { judgments.Select(j => new Judgment { DocumentId = j.Id, Grade = j.Grade }) },
            Hits = { hits.Select(h => new Hit { DocumentId = h.Id, Score = h.Score }) },
        };
        foreach (var (key, value) in attributes)
            topic.Attributes.Add(key, value);
        return topic;
    }

    /// <summary>Evaluates topics, ten a message.</summary>
    public static async Task<(List<TopicValues> Topics, EvaluationSummary Summary)> EvaluateAsync(
        EvaluatorService.EvaluatorServiceClient client, EvaluateSettings? settings, IEnumerable<Topic> topics, IEnumerable<string[]>? groups = null)
    {
        using var call = client.Evaluate(cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            if (settings is not null)
                await call.RequestStream.WriteAsync(new EvaluateRequest { Settings = settings });
            if (groups is not null)
            {
                var batch = new DuplicateGroupBatch { Groups = { groups.Select(g => new DuplicateGroup { DocumentIds = { g } }) } };
                await call.RequestStream.WriteAsync(new EvaluateRequest { DuplicateGroups = batch });
            }

            foreach (var batch in topics.Chunk(10))
                await call.RequestStream.WriteAsync(new EvaluateRequest { Topics = new TopicBatch { Topics = { batch } } });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server may refuse before all is written; the answer says why.
        }

        var values = new List<TopicValues>();
        EvaluationSummary? summary = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            values.AddRange(response.Topics?.Topics ?? []);
            summary = response.Summary ?? summary;
        }

        return (values, summary!);
    }
}
