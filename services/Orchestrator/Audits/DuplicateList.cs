using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>The groups of near-duplicates of an audit: all of them in a file, the first ones in its card.</summary>
/// <param name="path">The file; what is there is replaced.</param>
internal sealed class DuplicateList(string path) : IAsyncDisposable
{
    /// <summary>Groups that are listed in the card.</summary>
    public const int MaxGroups = 1000;

    /// <summary>Ids of a group that are listed in the card: with all groups they fit in a message.</summary>
    public const int MaxImages = 20;

    private readonly JsonLinesWriter _file = new(path);
    private readonly List<NearDuplicates> _first = [];

    /// <summary>Groups.</summary>
    public long Groups { get; private set; }

    /// <summary>Images in them.</summary>
    public long Images { get; private set; }

    /// <summary>The first groups.</summary>
    public IReadOnlyList<NearDuplicates> First => _first;

    public async Task AddAsync(IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        await _file.WriteAsync(new DuplicateGroup(images), cancellationToken);
        Groups++;
        Images += images.Count;
        if (_first.Count < MaxGroups)
            _first.Add(new NearDuplicates(images.Count, images.Take(MaxImages).ToArray()));
    }

    /// <summary>Forces the list to disk.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => _file.FinishAsync(cancellationToken);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
