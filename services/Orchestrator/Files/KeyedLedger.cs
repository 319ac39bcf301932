using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>
/// A file that grows by one JSON object a line, each found again by its key: some 40 bytes of memory an object, whatever its size. A line
/// outlives the process once it is written; what a crash left behind it in pieces is dropped when the file is opened again. Several callers
/// at once may use it.
/// </summary>
internal sealed class KeyedLedger<T> : IAsyncDisposable
    where T : class
{
    private readonly FileStream _file;
    private readonly Dictionary<UInt128, (long Offset, int Length)> _places = [];
    private readonly SemaphoreSlim _one = new(1);
    private long _end;

    private KeyedLedger(FileStream file) => _file = file;

    /// <summary>Objects in it.</summary>
    public int Count
    {
        get
        {
            lock (_places)
                return _places.Count;
        }
    }

    /// <summary>Opens a ledger, or makes one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyOf">The key of an object.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<KeyedLedger<T>> OpenAsync(string path, Func<T, string> keyOf, CancellationToken cancellationToken)
    {
        // Without a buffer of its own: what a killed process had in one would be lost.
        var ledger = new KeyedLedger<T>(
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous));
        await using (var lines = LineReader.Open(path))
        {
            while (await lines.ReadAsync(cancellationToken) && lines.HasEnd && Parse(lines.Line.Span) is { } known)
            {
                ledger._places[Hash(keyOf(known))] = (lines.Offset, lines.Line.Length);
                ledger._end = lines.NextOffset;
            }
        }

        ledger._file.SetLength(ledger._end);
        return ledger;
    }

    /// <summary>The object of a key; null when there is none.</summary>
    public async Task<T?> FindAsync(string key, CancellationToken cancellationToken)
    {
        (long Offset, int Length) place;
        lock (_places)
        {
            if (!_places.TryGetValue(Hash(key), out place))
                return null;
        }

        var line = new byte[place.Length];
        var read = await RandomAccess.ReadAsync(_file.SafeFileHandle, line, place.Offset, cancellationToken);
        return Parse(line.AsSpan(0, read)) ?? throw new IOException($"{_file.Name}: the line at byte {place.Offset} cannot be read again.");
    }

    /// <summary>Adds an object.</summary>
    public async Task AddAsync(string key, T value, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, Json.Line), (byte)'\n'];
        await _one.WaitAsync(cancellationToken);
        try
        {
            // A line that is begun is ended: half of one would end the ledger there.
            await RandomAccess.WriteAsync(_file.SafeFileHandle, line, _end, CancellationToken.None);
            lock (_places)
                _places[Hash(key)] = (_end, line.Length - 1);
            _end += line.Length;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _one.Dispose();
    }

    private static T? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static UInt128 Hash(string key) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(key));
}
