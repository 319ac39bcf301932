using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>What holds for the ids of a request's topics.</summary>
internal static class TopicIds
{
    /// <summary>Takes note of a topic.</summary>
    /// <exception cref="BenchException">Its id is empty or was there before, or there are too many topics.</exception>
    public static void Check(HashSet<string> seen, string queryId, int maxTopics)
    {
        if (queryId.Length == 0)
            throw BenchException.Invalid("A topic has no query_id.", "topics.query_id");
        if (!seen.Add(queryId))
            throw BenchException.Invalid($"Query '{queryId}' is there twice; send each topic once.", "topics.query_id");
        if (seen.Count > maxTopics)
            throw new BenchException(
                ErrorKind.ResourceExhausted, $"More than {maxTopics} topics in one call; raise Evaluator:MaxTopics or split the topics.", "topics");
    }
}
