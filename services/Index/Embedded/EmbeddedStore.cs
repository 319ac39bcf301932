using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Duplicates;
using ImageSearchBench.Index.Search;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Embedded;

/// <summary>Collections in files on this machine, searched exactly.</summary>
internal sealed partial class EmbeddedStore(
    IOptions<IndexOptions> options, TimeProvider time, ExactSearch search, DuplicateFinder duplicates, ILogger<EmbeddedStore> logger) : IVectorStore, IDisposable
{
    private readonly Lock _opening = new();
    private readonly ConcurrentDictionary<string, EmbeddedCollection> _open = new(StringComparer.Ordinal);
    private DataFolder? _folder;
    private AliasFile? _aliases;

    public StoreKind Kind => StoreKind.Embedded;

    public Task<CollectionInfo> CreateAsync(CollectionSettings settings, CancellationToken cancellationToken)
    {
        settings = settings with { Parameters = EmbeddedParameters.Complete(settings.Parameters) };
        lock (_opening)
        {
            if (Find(settings.Name) is { } there)
            {
                var info = there.Info();
                return info.Settings.SameAs(settings)
                    ? Task.FromResult(info)
                    : throw new BenchException(
                        ErrorKind.AlreadyExists,
                        $"Collection '{settings.Name}' is there with other settings (dimension {info.Settings.Dimension}, {info.Settings.Metric}): "
                        + "take another name, or delete it first.",
                        "name");
            }

            var root = Root();
            var building = Path.Combine(root, ".new-" + settings.Name);
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
            Directory.CreateDirectory(building);
            new CollectionFile(settings.Name, settings.Dimension, settings.Metric, settings.Parameters, time.GetUtcNow(), [], 1).Write(building);
            Directory.Move(building, Path.Combine(root, settings.Name));
            DurableFile.FlushFolder(root);
            return Task.FromResult(Find(settings.Name)!.Info());
        }
    }

    public Task<CollectionSettings?> ResolveAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult((Find(name) ?? (Aliases().Get(name) is { } target ? Find(target) : null))?.File.ToSettings());

    public Task<CollectionInfo?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Find(name)?.Info());

    public Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = Directory.EnumerateDirectories(Root()).Select(d => Path.GetFileName(d)!).Where(n => n[0] != '.').ToArray();
        return Task.FromResult<IReadOnlyCollection<string>>(names);
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } collection)
            return;
        await collection.CloseAsync(cancellationToken);
        lock (_opening)
        {
            if (!_open.TryRemove(new KeyValuePair<string, EmbeddedCollection>(name, collection)))
                return;

            // Renamed first: a crash leaves either the whole collection or none of it.
            var root = Root();
            var doomed = Path.Combine(root, ".deleted-" + name);
            if (Directory.Exists(doomed))
                Directory.Delete(doomed, recursive: true);
            Directory.Move(Path.Combine(root, name), doomed);
            DurableFile.FlushFolder(root);
            Directory.Delete(doomed, recursive: true);
        }
    }

    public Task UpsertAsync(string name, IReadOnlyList<VectorBatch> batches, CancellationToken cancellationToken) =>
        Get(name).UpsertAsync(batches, cancellationToken);

    public Task<long> DeleteVectorsAsync(string name, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        Get(name).DeleteAsync(ids, cancellationToken);

    public Task<VectorBatch> FetchAsync(string name, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var collection = Get(name);
        using var lease = collection.Locate(ids, out var addresses);
        var found = Enumerable.Range(0, ids.Count).Where(i => addresses[i] is not null).ToArray();
        var values = new float[found.Length * collection.Dimension];
        var labels = new IReadOnlyDictionary<string, string>[found.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var address = addresses[found[i]]!.Value;
            CopyRow(lease.Snapshot, address, values.AsSpan(i * collection.Dimension, collection.Dimension));
            labels[i] = lease.Snapshot.Labels[lease.Snapshot.Segments[address.Segment].Labels(address.Row)];
        }

        return Task.FromResult(new VectorBatch(collection.Dimension, [.. found.Select(i => ids[i])], values, labels));
    }

    public async Task<Hit[][]> SearchAsync(string name, QueryBatch queries, SearchOptions options, CancellationToken cancellationToken)
    {
        var collection = Get(name);
        if (queries.Dimension != collection.Dimension)
            throw VectorRules.WrongDimension(queries.Dimension, collection.Dimension, name, "queries.values");
        using var lease = collection.Read();
        return await search.SearchAsync(lease.Snapshot, collection.File.Metric, queries, options, EmbeddedParameters.UsesInt8(collection.File.Parameters), cancellationToken);
    }

    public async IAsyncEnumerable<VectorBatch> ReadAllAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var collection = Get(name);
        using var lease = collection.Read();
        await Task.CompletedTask;
        var size = Math.Clamp((2 << 20) / (collection.Dimension * sizeof(float)), 1, 1024);
        var rows = new List<RowAddress>(size);
        for (var s = 0; s < lease.Snapshot.Segments.Length; s++)
        {
            for (var row = 0; row < lease.Snapshot.Segments[s].Count; row++)
            {
                if (lease.Snapshot.Segments[s].IsDead(row))
                    continue;
                rows.Add(new RowAddress(s, row));
                if (rows.Count < size)
                    continue;
                cancellationToken.ThrowIfCancellationRequested();
                yield return ReadBatch(lease.Snapshot, collection.Dimension, rows);
                rows.Clear();
            }
        }

        if (rows.Count > 0)
            yield return ReadBatch(lease.Snapshot, collection.Dimension, rows);
    }

    public async Task<CollectionInfo> CompactAsync(string name, CancellationToken cancellationToken)
    {
        var collection = Get(name);
        await collection.CompactAsync(cancellationToken);
        return collection.Info();
    }

    public async Task<CollectionInfo> VerifyAsync(string name, CancellationToken cancellationToken)
    {
        var collection = Get(name);
        await collection.VerifyAsync(cancellationToken);
        return collection.Info();
    }

    public async IAsyncEnumerable<DuplicateStep> FindDuplicatesAsync(
        string name, DuplicateOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var collection = Get(name);
        using var lease = collection.Read();
        await foreach (var step in duplicates.FindAsync(lease.Snapshot, collection.Dimension, options, cancellationToken))
            yield return step;
    }

    public Task SetAliasAsync(string alias, string name, CancellationToken cancellationToken)
    {
        lock (_opening)
        {
            Aliases().Set(alias, name);
        }

        return Task.CompletedTask;
    }

    public Task DeleteAliasAsync(string alias, CancellationToken cancellationToken)
    {
        lock (_opening)
        {
            Aliases().Remove(alias);
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var collection in _open.Values)
            collection.Dispose();
        _open.Clear();
        _folder?.Dispose();
    }

    private static VectorBatch ReadBatch(Snapshot snapshot, int dimension, List<RowAddress> rows)
    {
        var ids = new string[rows.Count];
        var values = new float[rows.Count * dimension];
        var labels = new IReadOnlyDictionary<string, string>[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            var view = snapshot.Segments[rows[i].Segment];
            ids[i] = Encoding.UTF8.GetString(view.Id(rows[i].Row));
            labels[i] = snapshot.Labels[view.Labels(rows[i].Row)];
            CopyRow(snapshot, rows[i], values.AsSpan(i * dimension, dimension));
        }

        return new VectorBatch(dimension, ids, values, labels);
    }

    private static unsafe void CopyRow(Snapshot snapshot, RowAddress address, Span<float> destination) =>
        new ReadOnlySpan<float>(snapshot.Segments[address.Segment].Segment.Row(address.Row), destination.Length).CopyTo(destination);

    private EmbeddedCollection Get(string name) => Find(name) ?? throw VectorRules.UnknownCollection(name);

    private EmbeddedCollection? Find(string name)
    {
        if (_open.TryGetValue(name, out var open))
            return open;
        lock (_opening)
        {
            if (_open.TryGetValue(name, out open))
                return open;
            var folder = Path.Combine(Root(), name);
            if (!Directory.Exists(folder))
                return null;
            var collection = EmbeddedCollection.Open(folder, options.Value.SegmentBytes);
            if (collection.Repairs.Length > 0)
                LogRepairs(logger, name, collection.Repairs);
            _open[name] = collection;
            return collection;
        }
    }

    private AliasFile Aliases()
    {
        if (_aliases is { } aliases)
            return aliases;
        lock (_opening)
        {
            return _aliases ??= AliasFile.Read(Root());
        }
    }

    private string Root()
    {
        if (_folder is { } folder)
            return folder.Path;
        lock (_opening)
        {
            if (_folder is not null)
                return _folder.Path;
            var taken = DataFolder.Take(options.Value.DataPath);

            // What a crash left of a creation or a deletion.
            foreach (var leftover in Directory.EnumerateDirectories(taken.Path, ".*"))
                Directory.Delete(leftover, recursive: true);
            _folder = taken;
            return taken.Path;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Collection {Name} was repaired while it was opened: {Repairs}")]
    private static partial void LogRepairs(ILogger logger, string name, string repairs);
}
