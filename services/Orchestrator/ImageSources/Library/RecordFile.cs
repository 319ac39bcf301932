using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>Records on disk, found by their number: 8 bytes of memory each. It is made anew by each run that needs it.</summary>
internal sealed class RecordFile<T>(string path) : IAsyncDisposable
{
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
    private readonly List<long> _offsets = [];
    private long _end;

    /// <summary>Adds a record; one caller at a time.</summary>
    /// <returns>Its number, from 0.</returns>
    public async Task<int> AddAsync(T value, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Json.Line);
        await _file.WriteAsync(bytes, cancellationToken);
        _offsets.Add(_end);
        _end += bytes.Length;
        return _offsets.Count - 1;
    }

    /// <summary>No more records come: from now on they can be read.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => _file.FlushAsync(cancellationToken);

    /// <summary>Reads a record; several callers may at once.</summary>
    public async Task<T> ReadAsync(int number, CancellationToken cancellationToken)
    {
        var end = number + 1 < _offsets.Count ? _offsets[number + 1] : _end;
        var bytes = new byte[end - _offsets[number]];
        var read = await RandomAccess.ReadAsync(_file.SafeFileHandle, bytes, _offsets[number], cancellationToken);
        return JsonSerializer.Deserialize<T>(bytes.AsSpan(0, read), Json.Line) ?? throw new JsonException("null instead of a record.");
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
