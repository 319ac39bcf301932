using System.Text;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>
/// Where the lines of each query are in a TREC file. Files that keep a query's lines together, as nearly all do, need one entry a
/// query; files that do not work as well. Memory grows with the queries, not with the lines.
/// </summary>
internal sealed class QueryLines : IAsyncDisposable
{
    private readonly Dictionary<string, List<Block>> _blocks = new(StringComparer.Ordinal);
    private readonly LineReader _lines;

    private QueryLines(LineReader lines) => _lines = lines;

    /// <summary>Lines in the file that are not blank.</summary>
    public long Count { get; private set; }

    /// <summary>The queries of the file.</summary>
    public IReadOnlyCollection<string> Queries => _blocks.Keys;

    /// <summary>Reads a file of others through, parsing each line so that faults come up now. One caller at a time may use the result.</summary>
    public static async Task<QueryLines> ReadAsync(string path, Action<LineReader> parse, CancellationToken cancellationToken)
    {
        var lines = LineReader.Open(path);
        var index = new QueryLines(lines);
        try
        {
            await index.FillAsync(parse, cancellationToken);
            return index;
        }
        catch
        {
            await lines.DisposeAsync();
            throw;
        }
    }

    /// <summary>As the other; for a file that this service wrote itself.</summary>
    public static Task<QueryLines> ReadOwnAsync(string path, CancellationToken cancellationToken) => ReadAsync(path, _ => { }, cancellationToken);

    /// <summary>The file has lines of the query.</summary>
    public bool Contains(string queryId) => _blocks.ContainsKey(queryId);

    /// <summary>Parses the lines of one query, in the order of the file.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string queryId, Func<LineReader, T> parse, CancellationToken cancellationToken)
    {
        var result = new List<T>();
        foreach (var block in _blocks.GetValueOrDefault(queryId) ?? [])
        {
            _lines.MoveTo(block.Start, block.FirstLine);
            while (_lines.NextOffset < block.End && await _lines.ReadAsync(cancellationToken))
            {
                if (TrecLines.QueryId(_lines).Length > 0)
                    result.Add(parse(_lines));
            }
        }

        return result;
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private async Task FillAsync(Action<LineReader> parse, CancellationToken cancellationToken)
    {
        Block? block = null;
        var query = Array.Empty<byte>();
        while (await _lines.ReadAsync(cancellationToken))
        {
            var id = TrecLines.QueryId(_lines);
            if (id.Length == 0)
                continue;
            parse(_lines);
            Count++;
            if (block is null || !id.SequenceEqual(query))
            {
                query = id.ToArray();
                block = new Block(_lines.Offset, _lines.Number);
                BlocksOf(Encoding.UTF8.GetString(id)).Add(block);
            }

            block.End = _lines.NextOffset;
        }
    }

    private List<Block> BlocksOf(string queryId)
    {
        if (!_blocks.TryGetValue(queryId, out var blocks))
            _blocks[queryId] = blocks = new List<Block>(1);
        return blocks;
    }

    private sealed class Block(long start, long firstLine)
    {
        public long Start => start;

        public long FirstLine => firstLine;

        public long End { get; set; }
    }
}
