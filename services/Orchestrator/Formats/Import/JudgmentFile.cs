using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>
/// Judgements that a format keeps apart from its queries, put aside as a TREC file and found again query by query: memory grows
/// with the queries, not with the judgements.
/// </summary>
internal sealed class JudgmentFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly StringBuilder _lines = new();
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private QueryLines? _found;

    /// <param name="workFolder">Where they are put aside.</param>
    public JudgmentFile(string workFolder)
    {
        Directory.CreateDirectory(workFolder);
        _path = Path.Combine(workFolder, "judgments.tsv");
        _file = DurableFile.Create(_path);
    }

    /// <summary>Puts a judgement aside. Ids with white space are refused: no field of these formats can hold them.</summary>
    public async ValueTask AddAsync(
        string queryId, string imageId, int grade, string place, IFormatFaults faults, CancellationToken cancellationToken)
    {
        if (!IsField(queryId) || !IsField(imageId))
        {
            faults.Refuse(place, $"'{(IsField(queryId) ? imageId : queryId)}' is no id: ids are not empty and have no white space.");
            return;
        }

        _lines.Append(queryId).Append("\t0\t").Append(imageId).Append('\t').Append(grade.ToString(CultureInfo.InvariantCulture)).Append('\n');
        if (_lines.Length > 1 << 16)
            await WriteAsync(cancellationToken);
    }

    /// <summary>All judgements are there.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        await _file.FlushAsync(cancellationToken);
        _found = await QueryLines.ReadAsync(_path, lines => TrecLines.Judgment(lines), cancellationToken);
    }

    /// <summary>The judgements of a query, in the order they were added.</summary>
    public Task<IReadOnlyList<Judgment>> OfAsync(string queryId, CancellationToken cancellationToken)
    {
        _asked.Add(queryId);
        return _found!.ReadAsync(queryId, TrecLines.Judgment, cancellationToken);
    }

    /// <summary>Tells of queries that have judgements and were not asked for: their text is missing.</summary>
    public void TellOfUnknown(string place, IFormatFaults faults)
    {
        foreach (var id in _found!.Queries.Where(q => !_asked.Contains(q)).Order(StringComparer.Ordinal))
            faults.LeaveOut(place, $"judgements of query {id}", "there is no text for it.");
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        if (_found is not null)
            await _found.DisposeAsync();
        File.Delete(_path);
    }

    private static bool IsField(string id) => id.Length > 0 && !id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _file.WriteAsync(Encoding.UTF8.GetBytes(_lines.ToString()), cancellationToken);
        _lines.Clear();
    }
}
