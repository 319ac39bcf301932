using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>
/// A file that grows by one JSON object a line. A line outlives the process once it is written, and the machine once it is flushed; what
/// a crash left behind it in pieces is dropped when the file is opened again. One caller at a time may use it.
/// </summary>
internal sealed class JsonLinesLedger<T> : IAsyncDisposable
{
    private readonly FileStream _file;

    private JsonLinesLedger(FileStream file) => _file = file;

    /// <summary>Opens a ledger, or makes one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onKnown">Takes each object that is there.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<JsonLinesLedger<T>> OpenAsync(string path, Func<T, Task> onKnown, CancellationToken cancellationToken)
    {
        var end = 0L;
        if (File.Exists(path))
        {
            await using var lines = LineReader.Open(path);
            while (await lines.ReadAsync(cancellationToken) && lines.HasEnd && TryParse(lines, out var known))
            {
                await onKnown(known);
                end = lines.NextOffset;
            }
        }

        // Without a buffer of its own: what a killed process had in one would be lost.
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        file.SetLength(end);
        file.Seek(0, SeekOrigin.End);
        return new JsonLinesLedger<T>(file);
    }

    /// <summary>Adds an object.</summary>
    public async Task AppendAsync(T value, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, Json.Line), (byte)'\n'];
        await _file.WriteAsync(line, cancellationToken);
    }

    /// <summary>Forces all to disk.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _file.FlushToDiskAsync(cancellationToken);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static bool TryParse(LineReader lines, [NotNullWhen(true)] out T? value)
    {
        try
        {
            value = JsonSerializer.Deserialize<T>(lines.Line.Span, Json.Line);
            return value is not null;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}
