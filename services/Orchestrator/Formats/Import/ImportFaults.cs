using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>Faults while importing: what breaks the format ends the import; what is left out is counted and listed.</summary>
internal sealed class ImportFaults(string listPath) : IFormatFaults, IAsyncDisposable
{
    private readonly JsonLinesWriter _list = new(listPath);
    private readonly List<SkippedItem> _first = [];
    private readonly List<(string Place, string Item, string Reason)> _pending = [];

    /// <summary>The stage at work.</summary>
    public StageTracker? Stage { get; set; }

    /// <summary>Images left out so far.</summary>
    public long Images { get; private set; }

    /// <summary>What was left out first.</summary>
    public IReadOnlyList<SkippedItem> First => _first;

    /// <inheritdoc />
    public void Refuse(string place, string what) => throw BenchException.Invalid($"{place}: {what}");

    /// <inheritdoc />
    public void LeaveOut(string place, string item, string reason)
    {
        Stage?.Skip($"{item} ({ShortPlace(place)})", reason);
        if (_first.Count < ProgressTracker.MaxSkippedKept)
            _first.Add(new SkippedItem($"{item} ({ShortPlace(place)})", reason));
        _pending.Add((place, item, reason));
    }

    /// <summary>Leaves an image out.</summary>
    public void LeaveOutImage(string place, string id, string reason)
    {
        Images++;
        LeaveOut(place, $"image {id}", reason);
    }

    /// <summary>Writes what was left out since the last call to the list.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var (place, item, reason) in _pending)
            await _list.WriteAsync(new LeftOut(ShortPlace(place), item, reason), cancellationToken);
        _pending.Clear();
    }

    /// <summary>Writes the rest of the list to disk.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await _list.FinishAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _list.DisposeAsync();

    // The list stays with the dataset, which says nothing about the machine that made it.
    private static string ShortPlace(string place) => place[(place.LastIndexOf('/') + 1)..];

    private sealed record LeftOut(string Place, string Item, string Reason);
}
