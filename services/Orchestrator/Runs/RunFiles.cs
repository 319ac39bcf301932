using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>A line of <c>topics.jsonl</c>: one query's values, and what it can be sliced by.</summary>
internal sealed record TopicLine(
    string QueryId,
    IReadOnlyList<double> Values,
    IReadOnlyList<int> RelevantRanks,
    int Relevant,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The values with near-duplicates as one image; null where the dataset has no groups.</summary>
    public IReadOnlyList<double>? DuplicateAware { get; init; }
}

/// <summary>
/// The files of a run's folder: <c>run.txt</c> (TREC format, best first, in the order of the dataset's queries),
/// <c>topics.jsonl</c> (each query's values) and <c>run.json</c> (what was evaluated, and the figures); for image to text also the images as queries, with their judgements.
/// </summary>
internal static class RunFiles
{
    public const string Results = "run.txt";
    public const string Topics = "topics.jsonl";
    public const string Card = "run.json";

    /// <summary>Folder of an image-to-text run with its queries (images) and judgements.</summary>
    public const string View = "image-to-text";

    /// <summary>A line of <c>run.txt</c>; scores are written so that reading gives the same number.</summary>
    public static string Line(string queryId, Hit hit, int rank, string tag) =>
        string.Create(CultureInfo.InvariantCulture, $"{queryId} Q0 {hit.ImageId} {rank} {hit.Score:R} {tag}\n");

    /// <summary>The queries' values, in the order of the dataset.</summary>
    public static IAsyncEnumerable<TopicLine> ReadValuesAsync(string folder, CancellationToken cancellationToken) =>
        JsonLines.ReadAsync<TopicLine>(Path.Combine(folder, Topics), cancellationToken);

    /// <summary>The queries with their hits and values, in the order of the dataset.</summary>
    public static async IAsyncEnumerable<RunTopic> ReadTopicsAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new BenchException(ErrorKind.DataLoss, $"The folder {folder} of the run is gone. Evaluate again to have it back.");

        await using var results = await QueryLines.ReadOwnAsync(Path.Combine(folder, Results), cancellationToken);
        await foreach (var topic in ReadValuesAsync(folder, cancellationToken))
        {
            var hits = await results.ReadAsync(topic.QueryId, TrecLines.Hit, cancellationToken);
            yield return new RunTopic(topic.QueryId, hits, topic.Values, topic.RelevantRanks, topic.Relevant)
            {
                DuplicateAware = topic.DuplicateAware ?? [],
                Attributes = topic.Attributes,
            };
        }
    }
}
