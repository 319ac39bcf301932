using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>Turns queries with their images into images with their queries. Memory: 36 bytes a judgement; texts stay in the file.</summary>
internal sealed class QueriesByImage : IAsyncDisposable
{
    private readonly record struct Entry(UInt128 Image, long Offset, int Grade, int Order);

    private readonly LineReader _queries;
    private readonly Entry[] _entries;

    private QueriesByImage(LineReader queries, Entry[] entries)
    {
        _queries = queries;
        _entries = entries;
    }

    public static async Task<QueriesByImage> ReadAsync(DatasetReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<Entry>();
        var lines = LineReader.Open(reader.Dataset.PathOf(DatasetFiles.Queries));
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.IsEmpty)
                continue;
            var (offset, query) = (lines.Offset, JsonLines.Parse<DatasetQuery>(lines));
            foreach (var judgment in await reader.ReadJudgmentsAsync(query.Id, cancellationToken))
                entries.Add(new Entry(Hash(judgment.ImageId), offset, judgment.Grade, entries.Count));
        }

        var sorted = entries.ToArray();
        Array.Sort(sorted, (a, b) => a.Image != b.Image ? a.Image.CompareTo(b.Image) : a.Order.CompareTo(b.Order));
        return new QueriesByImage(lines, sorted);
    }

    /// <summary>The queries that judge an image, in the order of the dataset, with the grade.</summary>
    public async Task<IReadOnlyList<(DatasetQuery Query, int Grade)>> OfAsync(string imageId, CancellationToken cancellationToken)
    {
        var hash = Hash(imageId);
        var result = new List<(DatasetQuery, int)>();
        for (var i = FirstOf(hash); i < _entries.Length && _entries[i].Image == hash; i++)
        {
            _queries.MoveTo(_entries[i].Offset, firstLine: 1);
            await _queries.ReadAsync(cancellationToken);
            result.Add((JsonLines.Parse<DatasetQuery>(_queries), _entries[i].Grade));
        }

        return result;
    }

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    private int FirstOf(UInt128 hash)
    {
        var (low, high) = (0, _entries.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].Image < hash)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static UInt128 Hash(string id) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));
}
