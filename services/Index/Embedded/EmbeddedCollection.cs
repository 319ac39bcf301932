using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Embedded;

/// <summary>One collection of the embedded store: one writer at a time, readers on snapshots that never wait for it.</summary>
internal sealed class EmbeddedCollection : IDisposable
{
    /// <summary>Fewer dead rows than this are not worth a compaction.</summary>
    private const long MinDeadRows = 10_000;

    private readonly string _folder;
    private readonly SegmentWriter _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _publishing = new();
    private Snapshot _snapshot;
    private bool _closed;

    private EmbeddedCollection(string folder, CollectionFile file, SegmentWriter writer, string repairs)
    {
        _folder = folder;
        File = file;
        _writer = writer;
        Repairs = repairs;
        _snapshot = writer.TakeSnapshot();
        _writer.Publishing = Publish;
    }

    public CollectionFile File { get; private set; }

    /// <summary>What was cut when it was opened; empty when all was well.</summary>
    public string Repairs { get; }

    public int Dimension => File.Dimension;

    /// <summary>Opens a collection's folder.</summary>
    public static EmbeddedCollection Open(string folder, int segmentBytes)
    {
        var file = CollectionFile.Read(folder);
        var writer = CollectionReader.Open(folder, file, segmentBytes, out var repairs);
        return new EmbeddedCollection(folder, file, writer, repairs);
    }

    public CollectionInfo Info()
    {
        using var lease = Read();
        return new CollectionInfo(File.ToSettings(), File.CreateTime, lease.Snapshot.Count, lease.Snapshot.SizeBytes)
        {
            Repairs = Repairs,
            DeadRows = lease.Snapshot.DeadCount,
        };
    }

    /// <summary>The collection as it is now, for as long as the lease is held.</summary>
    public SnapshotLease Read()
    {
        lock (_publishing)
        {
            if (_closed || !_snapshot.TryAddUser())
                throw VectorRules.UnknownCollection(File.Name);
            return new SnapshotLease(_snapshot);
        }
    }

    /// <summary>Writes batches in order, durably.</summary>
    public Task UpsertAsync(IReadOnlyList<VectorBatch> batches, CancellationToken cancellationToken)
    {
        foreach (var batch in batches)
        {
            if (batch.Dimension != Dimension)
                throw VectorRules.WrongDimension(batch.Dimension, Dimension, File.Name, "vectors.values");
        }

        return WriteAsync(
            () =>
            {
                _writer.Upsert(batches);
                CompactWhenWorthIt();
            },
            cancellationToken);
    }

    /// <summary>Deletes vectors durably.</summary>
    public async Task<long> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await WriteAsync(
            () =>
            {
                deleted = _writer.Delete(ids);
                CompactWhenWorthIt();
            },
            cancellationToken);
        return deleted;
    }

    /// <summary>Gives back the space of dead rows.</summary>
    public Task CompactAsync(CancellationToken cancellationToken) => WriteAsync(() => _writer.Compact(cancellationToken), cancellationToken);

    /// <summary>Checks every checksum.</summary>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        using var lease = Read();
        await Task.Run(
            () =>
            {
                foreach (var view in lease.Snapshot.Segments)
                    SegmentChecker.Check(_folder, view, view.LogLength, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Where vectors lie in a snapshot taken together with the answer.</summary>
    public SnapshotLease Locate(IReadOnlyList<string> ids, out RowAddress?[] addresses)
    {
        // Under the lock of publishing, so that the addresses belong to the snapshot.
        lock (_publishing)
        {
            var lease = Read();
            addresses = new RowAddress?[ids.Count];
            for (var i = 0; i < ids.Count; i++)
                addresses[i] = _writer.Locate(Encoding.UTF8.GetBytes(ids[i]));
            return lease;
        }
    }

    public void Dispose()
    {
        lock (_publishing)
        {
            if (_closed)
                return;
            _closed = true;
            _snapshot.Release();
        }

        _writer.Dispose();
    }

    /// <summary>Waits for the writer to finish, then closes for good; readers keep what they have.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        Dispose();
        _turn.Release();
    }

    private async Task WriteAsync(Action write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_closed)
                throw VectorRules.UnknownCollection(File.Name);

            // Flushing blocks; the caller's thread is not the one to wait.
            await Task.Run(() => Apply(write), CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Apply(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw new BenchException(
                ErrorKind.ResourceExhausted,
                $"Collection '{File.Name}' could not be written in {_folder}: {e.Message} Make room or repair the disk, then send the request again.",
                innerException: e);
        }
        finally
        {
            File = _writer.File;
        }
    }

    /// <summary>Compacts when most rows are dead: each live row has then been paid for by a dead one.</summary>
    private void CompactWhenWorthIt()
    {
        var snapshot = _snapshot;
        if (snapshot.DeadCount > Math.Max(snapshot.Count, MinDeadRows))
            _writer.Compact(CancellationToken.None);
    }

    private void Publish(Action apply)
    {
        lock (_publishing)
        {
            apply();
            var old = _snapshot;
            _snapshot = _writer.TakeSnapshot();
            old.Release();
        }
    }
}

/// <summary>Holds a snapshot until it is disposed.</summary>
internal sealed class SnapshotLease(Snapshot snapshot) : IDisposable
{
    private Snapshot? _snapshot = snapshot;

    public Snapshot Snapshot => _snapshot ?? throw new ObjectDisposedException(nameof(SnapshotLease));

    public void Dispose() => Interlocked.Exchange(ref _snapshot, null)?.Release();
}
