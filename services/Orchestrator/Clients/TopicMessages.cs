using ImageSearchBench.Contracts.Evaluator.V1;
using DuplicateGroup = ImageSearchBench.Orchestrator.Datasets.DuplicateGroup;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>Topics and groups as messages of the Evaluator, in batches that stay well under 4 MB.</summary>
internal static class TopicMessages
{
    /// <summary>Topics of one message.</summary>
    public const int MaxTopics = 1000;

    // Documents of one message, with ids of ordinary length.
    private const int MaxDocuments = 20_000;

    public static Topic ToProto(this ScoredTopic topic)
    {
        var message = new Topic { QueryId = topic.QueryId, Attributes = { topic.Attributes.ToDictionary() } };
        message.Judgments.AddRange(topic.Judgments.Select(j => new Judgment { DocumentId = j.ImageId, Grade = j.Grade }));
        message.Hits.AddRange(topic.Hits.Select(h => new Hit { DocumentId = h.ImageId, Score = h.Score }));
        return message;
    }

    public static DuplicateGroupBatch ToProto(this IEnumerable<DuplicateGroup> groups)
    {
        var message = new DuplicateGroupBatch();
        message.Groups.AddRange(groups.Select(g => new Contracts.Evaluator.V1.DuplicateGroup { DocumentIds = { g.Images } }));
        return message;
    }

    /// <summary>Items as messages, in batches of limited size.</summary>
    /// <param name="items">The items.</param>
    /// <param name="toMessage">Makes a message of one.</param>
    /// <param name="documentsOf">How many documents it names.</param>
    public static async IAsyncEnumerable<IReadOnlyList<TMessage>> BatchAsync<T, TMessage>(
        IAsyncEnumerable<T> items, Func<T, TMessage> toMessage, Func<T, int> documentsOf)
    {
        var batch = new List<TMessage>();
        var documents = 0;
        await foreach (var item in items)
        {
            batch.Add(toMessage(item));
            documents += documentsOf(item);
            if (documents < MaxDocuments && batch.Count < MaxTopics)
                continue;
            yield return batch;
            (batch, documents) = ([], 0);
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
