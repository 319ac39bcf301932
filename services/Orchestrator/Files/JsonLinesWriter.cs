using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>Writes one JSON object on each line.</summary>
internal sealed class JsonLinesWriter(string path) : IAsyncDisposable
{
    private readonly FileStream _file = DurableFile.Create(path);

    public async Task WriteAsync<T>(T value, CancellationToken cancellationToken)
    {
        // A file stream keeps what is small in its buffer: most of these awaits end at once.
        await _file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, Json.Line), cancellationToken);
        await _file.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>Writes a line that is JSON already, without its end.</summary>
    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        await _file.WriteAsync(line, cancellationToken);
        await _file.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>Forces all to disk.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => _file.FlushToDiskAsync(cancellationToken);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
