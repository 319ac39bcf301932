using System.Text;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Ids;

/// <summary>Writes <see cref="IdMap"/>'s file: a line for each id that went out in another form.</summary>
internal sealed class IdMapWriter(string folder) : IAsyncDisposable
{
    private readonly string _path = Path.Combine(folder, IdMap.FileName);
    private FileStream? _file;

    /// <summary>Ids that went out in another form.</summary>
    public long Count { get; private set; }

    /// <summary>An image id, with what an importer will take it for.</summary>
    public ValueTask ImageAsync(string exported, string original, CancellationToken cancellationToken) =>
        WriteAsync(IdMap.ImageKind, exported, original, cancellationToken);

    /// <summary>A query id, with what an importer will take it for.</summary>
    public ValueTask QueryAsync(string exported, string original, CancellationToken cancellationToken) =>
        WriteAsync(IdMap.QueryKind, exported, original, cancellationToken);

    /// <summary>Forces the file to disk.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => _file?.FlushToDiskAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask WriteAsync(string kind, string exported, string original, CancellationToken cancellationToken)
    {
        if (exported == original)
            return;
        _file ??= DurableFile.Create(_path);
        await _file.WriteAsync(Encoding.UTF8.GetBytes($"{kind}\t{exported}\t{original}\n"), cancellationToken);
        Count++;
    }
}
