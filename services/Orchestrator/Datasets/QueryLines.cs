using System.Text;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>
/// Where the lines of each query are in a TREC file. Files that keep a query's lines together, as nearly all do, need one entry a
/// query; files that do not work as well. Memory grows with the queries, not with the lines.
/// </summary>
internal sealed class QueryLines
{
    private readonly Dictionary<string, List<Block>> _blocks = new(StringComparer.Ordinal);
    private readonly string _path;

    private QueryLines(string path) => _path = path;

    /// <summary>Lines in the file that are not blank.</summary>
    public long Count { get; private set; }

    /// <summary>The queries of the file.</summary>
    public IReadOnlyCollection<string> Queries => _blocks.Keys;

    /// <summary>Reads a file through, parsing each line so that faults come up now.</summary>
    public static async Task<QueryLines> ReadAsync(string path, Action<LineReader> parse, CancellationToken cancellationToken)
    {
        var index = new QueryLines(path);
        await using var lines = LineReader.Open(path);
        Block? block = null;
        var query = Array.Empty<byte>();
        while (await lines.ReadAsync(cancellationToken))
        {
            var id = TrecLines.QueryId(lines);
            if (id.Length == 0)
                continue;
            parse(lines);
            index.Count++;
            if (block is null || !id.SequenceEqual(query))
            {
                query = id.ToArray();
                block = new Block(lines.Offset, lines.Number);
                index.BlocksOf(Encoding.UTF8.GetString(id)).Add(block);
            }

            block.End = lines.NextOffset;
        }

        return index;
    }

    /// <summary>The file has lines of the query.</summary>
    public bool Contains(string queryId) => _blocks.ContainsKey(queryId);

    /// <summary>Parses the lines of one query, in the order of the file.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string queryId, Func<LineReader, T> parse, CancellationToken cancellationToken)
    {
        var result = new List<T>();
        foreach (var block in _blocks.GetValueOrDefault(queryId) ?? [])
        {
            await using var lines = LineReader.Open(_path, block.Start, block.FirstLine);
            while (lines.NextOffset < block.End && await lines.ReadAsync(cancellationToken))
            {
                if (TrecLines.QueryId(lines).Length > 0)
                    result.Add(parse(lines));
            }
        }

        return result;
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
