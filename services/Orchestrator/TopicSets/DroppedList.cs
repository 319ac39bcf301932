using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>What was dropped: all of it in a file beside the dataset, counts and the first ones for its card.</summary>
internal sealed class DroppedList(string path) : IAsyncDisposable
{
    public const string FileName = "dropped.jsonl";

    private readonly JsonLinesWriter _file = new(path);
    private readonly SortedDictionary<string, int> _queries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _images = new(StringComparer.Ordinal);
    private readonly List<SkippedItem> _first = [];
    private long _imageCount;

    /// <summary>Images that were dropped, and the first of all drops with their reasons.</summary>
    public SkippedSummary Summary => new(_imageCount, _first);

    public async Task AddAsync(Dropped dropped, CancellationToken cancellationToken)
    {
        await _file.WriteAsync(dropped, cancellationToken);
        var counts = dropped.Image is null ? _queries : _images;
        var reason = NameOf(dropped.Reason);
        counts[reason] = counts.GetValueOrDefault(reason) + 1;
        if (dropped.Image is not null)
            _imageCount++;
        if (_first.Count < ProgressTracker.MaxSkippedKept)
            _first.Add(new SkippedItem(dropped.Image is null ? dropped.Query : $"{dropped.Query}: {dropped.Image}", $"{reason}: {dropped.Detail}"));
    }

    /// <summary>Forces the list to disk.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => _file.FinishAsync(cancellationToken);

    /// <summary>Counts by reason.</summary>
    public JsonObject Describe() => new() { ["queries"] = Counts(_queries), ["images"] = Counts(_images) };

    /// <summary>Counts of queries in a sentence's words.</summary>
    public string DescribeQueries() => string.Join(", ", _queries.Select(q => $"{q.Key} {q.Value}"));

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static string NameOf(DropReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    private static JsonObject Counts(SortedDictionary<string, int> counts) => new(counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
}
