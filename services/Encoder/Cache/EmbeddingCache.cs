using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder.Cache;

/// <summary>
/// Vectors on disk, by model (its content hash, which covers the preprocessing), tower and input. A changed model has another hash and
/// never reads old vectors. One process at a time uses the folder; another that finds it taken runs without.
/// </summary>
internal sealed partial class EmbeddingCache : IDisposable
{
    private readonly Lock _sync = new();
    private readonly Dictionary<string, EmbeddingStore> _stores = new(StringComparer.Ordinal);
    private readonly string _root;
    private readonly long _mostBytes;
    private readonly FileStream? _lock;

    public EmbeddingCache(IOptions<EncoderOptions> options, ILogger<EmbeddingCache> logger)
    {
        _root = Path.GetFullPath(options.Value.CachePath);
        _mostBytes = options.Value.CacheBytes;
        if (!options.Value.CacheEnabled)
            return;
        try
        {
            Directory.CreateDirectory(_root);
            _lock = new FileStream(Path.Combine(_root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnavailable(logger, _root, e.Message);
        }
    }

    /// <summary>The kept vectors of a tower; null when nothing is kept.</summary>
    /// <param name="contentHash">The model's content hash.</param>
    /// <param name="tower"><c>image</c> or <c>text</c>.</param>
    /// <param name="dimension">Length of the vectors.</param>
    public EmbeddingStore? Open(string contentHash, string tower, int dimension)
    {
        if (_lock is null || contentHash.Length == 0 || dimension <= 0)
            return null;
        lock (_sync)
        {
            var name = $"{contentHash}-{tower}";
            if (!_stores.TryGetValue(name, out var store))
                _stores[name] = store = new EmbeddingStore(Path.Combine(_root, name), dimension, this);
            return store;
        }
    }

    /// <summary>Deletes the oldest segments of models in use, and what models hold that nobody opened, while there are too many bytes.</summary>
    public void MakeRoom()
    {
        lock (_sync)
        {
            var open = _stores.Values.Sum(s => s.Bytes);
            var closed = Closed();
            foreach (var folder in closed)
            {
                if (open + closed.Sum(f => f.Exists ? Size(f) : 0) <= _mostBytes)
                    return;
                folder.Delete(recursive: true);
            }

            while (open > _mostBytes && _stores.Values.Where(s => s.Oldest() is not null).MinBy(s => s.Oldest()) is { } store)
            {
                store.DropOldest();
                open = _stores.Values.Sum(s => s.Bytes);
            }
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            foreach (var store in _stores.Values)
                store.Dispose();
            _stores.Clear();
        }

        _lock?.Dispose();
    }

    private static long Size(DirectoryInfo folder) => folder.EnumerateFiles().Sum(f => f.Length);

    // Folders of models that were not asked for since the process began, least recently written first.
    private DirectoryInfo[] Closed() =>
        [.. new DirectoryInfo(_root).EnumerateDirectories().Where(d => !_stores.ContainsKey(d.Name)).OrderBy(d => d.LastWriteTimeUtc).ThenBy(d => d.Name, StringComparer.Ordinal)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Vectors are not kept: {Folder} cannot be used ({Reason}). Another process may use it; give each its own Encoder:CachePath.")]
    private static partial void LogUnavailable(ILogger logger, string folder, string reason);
}
