using System.Collections.Concurrent;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.QueryGeneration.Storage;

/// <summary>
/// Replies and ledger in one SQLite file, so that a reply and its booking are stored together or not at all. Writers share transactions:
/// whatever waits when a commit ends goes into the next, so that 64 calls at a time cost a few commits, not 64.
/// </summary>
internal sealed class ResponseStore : IAsyncDisposable
{
    /// <summary>The file's name below <see cref="QueryGenerationOptions.DataPath"/>.</summary>
    public const string FileName = "replies.db";

    private const int MostWritesInOneCommit = 512;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    // Everybody who writes waits for its commit, so the queue is as long as calls are under way; the bound is never met in practice.
    private readonly BlockingCollection<StoreWrite> _writes = new(boundedCapacity: 65_536);
    private readonly ConcurrentBag<ReplyReader> _readers = [];
    private readonly Lazy<Task> _writer;
    private readonly TimeProvider _time;
    private readonly string _file;
    private readonly string _connectionString;

    public ResponseStore(IOptions<QueryGenerationOptions> options, TimeProvider time)
    {
        _time = time;
        _file = Path.GetFullPath(Path.Combine(options.Value.DataPath, FileName));
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _file, Pooling = false, DefaultTimeout = 60 }.ToString();
        _writer = new Lazy<Task>(StartWriter);
    }

    /// <summary>The stored reply; null when there is none.</summary>
    public ModelReply? Find(string key) => Read(r => r.Find(key));

    /// <summary>Stores a reply with its booking; done means it survives a crash. A reply whose key is there already is not stored again.</summary>
    public Task SaveAsync(StoredReply reply, LedgerEntry booking) => WriteAsync(new StoreWrite { Reply = reply, Booking = booking });

    /// <summary>Books something that brought no reply.</summary>
    public Task BookAsync(LedgerEntry booking) => WriteAsync(new StoreWrite { Booking = booking });

    /// <summary>Books a failed attempt, and how many attempts at the call the endpoint has answered with an error.</summary>
    public Task BookFailureAsync(LedgerEntry booking, string key, int refusals) =>
        WriteAsync(new StoreWrite { Booking = booking, Refusals = (key, refusals) });

    /// <summary>How many attempts at a call the endpoint has answered with an error.</summary>
    public int FindRefusals(string key) => Read(r => r.FindRefusals(key));

    /// <summary>Remembers what was found out about a model.</summary>
    public Task SaveCapabilitiesAsync(string model, string json) => WriteAsync(new StoreWrite { Capabilities = (model, json) });

    /// <summary>What was found out about a model; null when nothing was.</summary>
    public string? FindCapabilities(string model)
    {
        EnsureOpen();
        using var connection = OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json FROM capabilities WHERE model = $model";
        command.Parameters.AddWithValue("$model", model);
        return command.ExecuteScalar() as string;
    }

    /// <summary>The ledger, ordered by model and step.</summary>
    /// <param name="jobId">One job; null: all jobs summed up.</param>
    public IReadOnlyList<LedgerEntry> ReadLedger(string? jobId)
    {
        EnsureOpen();
        using var connection = OpenConnection();
        return LedgerTable.Read(connection, jobId);
    }

    /// <summary>Stored replies, ordered by step, language, subject and ordinal.</summary>
    /// <param name="jobId">Those that one job paid; null: all.</param>
    /// <param name="model">Those of one model; null: all.</param>
    public IEnumerable<StoredReply> ReadReplies(string? jobId, string? model)
    {
        EnsureOpen();
        using var connection = OpenConnection();
        foreach (var reply in ReplyReader.ReadAll(connection, jobId, model))
            yield return reply;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _writes.CompleteAdding();
        if (_writer.IsValueCreated)
            await _writer.Value;
        _writes.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private T Read<T>(Func<ReplyReader, T> read)
    {
        EnsureOpen();
        if (!_readers.TryTake(out var reader))
            reader = new ReplyReader(OpenConnection());
        try
        {
            return read(reader);
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    // Not cancellable: what was paid is stored, even when nobody waits for it any more.
    private Task WriteAsync(StoreWrite write)
    {
        EnsureOpen();
        _writes.Add(write);
        return write.Done.Task;
    }

    private void EnsureOpen() => _ = _writer.Value;

    private Task StartWriter()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            var connection = OpenConnection();
            StoreSchema.Apply(connection, _file);

            // A thread of its own: commits block for as long as the disk takes, and must not hold one of the few threads that serve calls.
            return Task.Factory.StartNew(() => WriteLoop(connection), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"The response store {_file} cannot be opened: {e.Message} Set {QueryGenerationOptions.Section}:DataPath to a folder that can be written.",
                innerException: e);
        }
    }

    private void WriteLoop(SqliteConnection connection)
    {
        using var writer = new StoreWriter(connection);
        var batch = new List<StoreWrite>(MostWritesInOneCommit);
        var flushed = _time.GetTimestamp();
        while (!_writes.IsCompleted)
        {
            batch.Clear();
            if (_writes.TryTake(out var first, FlushInterval))
                batch.Add(first);
            while (batch.Count is > 0 and < MostWritesInOneCommit && _writes.TryTake(out var write))
                batch.Add(write);
            try
            {
                if (batch.Count > 0)
                    writer.Commit(batch);
                batch.ForEach(w => w.Done.TrySetResult());
                if (_time.GetElapsedTime(flushed) >= FlushInterval)
                {
                    writer.Flush();
                    flushed = _time.GetTimestamp();
                }
            }
            catch (SqliteException e)
            {
                var failure = new BenchException(ErrorKind.DataLoss, $"The response store {_file} cannot be written: {e.Message}", innerException: e);
                batch.ForEach(w => w.Done.TrySetException(failure));
            }
        }

        connection.Dispose();
    }

    private SqliteConnection OpenConnection()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }
}

/// <summary>Something to be stored, and who waits for it.</summary>
internal sealed record StoreWrite
{
    /// <summary>A reply.</summary>
    public StoredReply? Reply { get; init; }

    /// <summary>An addition to the ledger.</summary>
    public LedgerEntry? Booking { get; init; }

    /// <summary>Attempts at a call that were answered with an error.</summary>
    public (string Key, int Count)? Refusals { get; init; }

    /// <summary>What was found out about a model.</summary>
    public (string Model, string Json)? Capabilities { get; init; }

    /// <summary>Done when it is on disk.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
