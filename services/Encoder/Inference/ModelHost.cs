using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>
/// The models in memory. One is loaded when it is first asked for, stays while it is used, and goes when it was idle for long or when
/// another needs its room.
/// </summary>
internal sealed partial class ModelHost : IAsyncDisposable
{
    // Weights are held once in the session; packed copies and activations come on top.
    private const double MemoryPerFileByte = 1.5;

    private readonly Lock _sync = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ModelCatalog _catalog;
    private readonly ModelLoader _loader;
    private readonly EncoderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelHost> _logger;
    private readonly long _budget;
    private readonly ITimer? _timer;
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    public ModelHost(ModelCatalog catalog, ModelLoader loader, IOptions<EncoderOptions> options, TimeProvider time, ILogger<ModelHost> logger)
    {
        _catalog = catalog;
        _loader = loader;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _budget = _options.ModelMemory > 0 ? _options.ModelMemory : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        if (_options.IdleUnload > TimeSpan.Zero)
            _timer = time.CreateTimer(_ => UnloadIdle(), state: null, _options.IdleUnload, _options.IdleUnload / 2);
    }

    /// <summary>Whether the workers of every model in memory live.</summary>
    public bool IsHealthy
    {
        get
        {
            lock (_sync)
            {
                return _entries.Values.All(e => !e.Loading.IsCompletedSuccessfully || e.Model.IsAlive);
            }
        }
    }

    /// <summary>Names of the models in memory.</summary>
    public IReadOnlyList<string> Loaded
    {
        get
        {
            lock (_sync)
            {
                return [.. _entries.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>A model, loaded and warm, that stays until the lease is disposed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="wait">Wait for room where other models are in use; else refuse.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BenchException">NOT_FOUND; RESOURCE_EXHAUSTED: the memory budget has no room.</exception>
    public async Task<ModelLease> AcquireAsync(string name, bool wait, CancellationToken cancellationToken)
    {
        var manifest = _catalog.Get(name);
        var size = (long)(manifest.Admission!.SizeBytes * MemoryPerFileByte);
        if (size > _budget)
        {
            throw new BenchException(
                ErrorKind.ResourceExhausted, $"The model '{name}' needs about {size >> 20} MiB, but Encoder:ModelMemory allows {_budget >> 20} MiB.", "model");
        }

        while (true)
        {
            Task released;
            lock (_sync)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (TryEnter(manifest, size) is { } entry)
                    return new ModelLease(this, entry);
                released = _released.Task;
            }

            if (!wait)
                throw new BenchException(ErrorKind.ResourceExhausted, $"No memory for the model '{name}' while the models in memory are in use: call again later.", "model");
            await released.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes a model out of memory when its last user has gone.</summary>
    public void Forget(string name)
    {
        lock (_sync)
        {
            if (!_entries.Remove(name, out var entry))
                return;
            entry.Forgotten = true;
            if (entry.Users == 0)
                Unload(entry);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Entry[] entries;
        lock (_sync)
        {
            _disposed = true;
            entries = [.. _entries.Values];
            _entries.Clear();
        }

        if (_timer is not null)
            await _timer.DisposeAsync();
        foreach (var entry in entries)
        {
            Unload(entry);
            await entry.Unloading;
        }
    }

    // Under the lock. Null: no room now.
    private Entry? TryEnter(ModelManifest manifest, long size)
    {
        if (_entries.TryGetValue(manifest.Name, out var entry))
        {
            var changed = entry.Hash != manifest.Admission!.ContentHash;
            if (!changed && !entry.Loading.IsFaulted)
            {
                entry.Users++;
                return entry;
            }

            _entries.Remove(manifest.Name);
            entry.Forgotten = true;
            if (entry.Users == 0)
                Unload(entry);
        }

        while (_entries.Values.Sum(e => e.Size) + size > _budget)
        {
            var idle = _entries.Values.Where(e => e.Users == 0).MinBy(e => e.LastUsed);
            if (idle is null)
                return null;
            _entries.Remove(idle.Name);
            Unload(idle);
        }

        entry = new Entry(manifest.Name, manifest.Admission!.ContentHash, size, Task.Run(() => _loader.Load(_catalog.FolderOf(manifest.Name), manifest))) { Users = 1 };
        _entries.Add(manifest.Name, entry);
        LogLoading(_logger, manifest.Name);
        return entry;
    }

    private void Release(Entry entry)
    {
        lock (_sync)
        {
            entry.LastUsed = _time.GetTimestamp();
            if (--entry.Users > 0)
                return;
            if (entry.Forgotten)
                Unload(entry);
            _released.TrySetResult();
            _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void UnloadIdle()
    {
        lock (_sync)
        {
            foreach (var entry in _entries.Values.Where(e => e.Users == 0 && _time.GetElapsedTime(e.LastUsed) >= _options.IdleUnload).ToArray())
            {
                _entries.Remove(entry.Name);
                Unload(entry);
            }
        }
    }

    // Off this thread: it waits for the worker's last run.
    private void Unload(Entry entry)
    {
        LogUnloading(_logger, entry.Name);
        entry.Unloading = Task.Run(async () =>
        {
            try
            {
                (await entry.Loading).Dispose();
            }
            catch (BenchException)
            {
                // It never was loaded; who asked for it was told.
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading the model {Model}")]
    private static partial void LogLoading(ILogger logger, string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "Unloading the model {Model}")]
    private static partial void LogUnloading(ILogger logger, string model);

    /// <summary>A model in memory, or on its way there.</summary>
    internal sealed class Entry(string name, string hash, long size, Task<LoadedModel> loading)
    {
        public string Name => name;

        public string Hash => hash;

        public long Size => size;

        public Task<LoadedModel> Loading => loading;

        public Task Unloading { get; set; } = Task.CompletedTask;

        public int Users { get; set; }

        public long LastUsed { get; set; }

        public bool Forgotten { get; set; }

        // Read by who knows that it is loaded.
        public LoadedModel Model => loading.GetAwaiter().GetResult();
    }

    /// <summary>The right to use a model.</summary>
    internal sealed class ModelLease(ModelHost host, Entry entry) : IDisposable
    {
        private int _disposed;

        /// <summary>The model, when it is loaded.</summary>
        public Task<LoadedModel> Model => entry.Loading;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                host.Release(entry);
        }
    }
}
