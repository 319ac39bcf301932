using System.Text;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Writes <c>run.txt</c>: each query's best results by score, equal scores by id in descending UTF-8 byte order.</summary>
internal sealed class ResultsWriter(string path, string tag, int topK) : IAsyncDisposable
{
    private readonly FileStream _file = DurableFile.Create(path);
    private readonly StringBuilder _lines = new();

    /// <summary>A system's name as the last field of a line, which has no white space.</summary>
    public static string Tag(string name) => string.Concat(name.Select(c => char.IsWhiteSpace(c) ? '_' : c));

    public async Task WriteAsync(string queryId, IReadOnlyList<Hit> hits, CancellationToken cancellationToken)
    {
        var rank = 1;
        foreach (var hit in hits.Order(HitOrder.Instance).Take(topK))
            _lines.Append(RunFiles.Line(queryId, hit, rank++, tag));
        if (_lines.Length > 1 << 16)
            await FlushAsync(cancellationToken);
    }

    /// <summary>Forces all to disk.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await _file.FlushToDiskAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _file.WriteAsync(Encoding.UTF8.GetBytes(_lines.ToString()), cancellationToken);
        _lines.Clear();
    }
}
