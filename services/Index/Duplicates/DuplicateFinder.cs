using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;
using ImageSearchBench.Index.Search;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Duplicates;

/// <summary>
/// Greedy grouping in the order of ids: each vector that is still free represents a group and takes the later free ones that are near
/// enough. Done block by block: first among the vectors of a block, then its representatives against everything behind it. Memory
/// grows with the vectors, never with the pairs.
/// </summary>
internal sealed class DuplicateFinder(IOptions<IndexOptions> options)
{
    /// <summary>Vectors of a block; a multiple of the tile's queries.</summary>
    private const int BlockRows = 960;

    private readonly int _threads = options.Value.SearchThreads > 0 ? options.Value.SearchThreads : Environment.ProcessorCount;

    /// <summary>The kernels in use; tests compare them.</summary>
    public KernelSet Kernels { get; init; } = KernelSet.Best;

    public async IAsyncEnumerable<DuplicateStep> FindAsync(
        Snapshot snapshot, int dimension, DuplicateOptions search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = SortedRows(snapshot, search.LabelFilter);
        var owners = new int[rows.Length];
        var cosines = new float[rows.Length];
        Array.Fill(owners, -1);
        var stages = await PairStages.MeasureAsync(snapshot, rows, dimension, _threads, cancellationToken);
        var scanner = new PairScanner(snapshot, rows, stages, dimension, search.MinCosine, Kernels, _threads);
        for (var start = 0; start < rows.Length; start += BlockRows)
        {
            var end = Math.Min(start + BlockRows, rows.Length);
            var free = Free(owners, start, end);
            await GroupBlockAsync(scanner, free, owners, cosines, cancellationToken);

            var leaders = free.Where(row => owners[row] == row).ToArray();
            var later = Free(owners, end, rows.Length);
            await scanner.ScanAsync(
                leaders,
                later,
                (leader, row) => owners[row] < 0,
                (leader, row, cosine) => (owners[row], cosines[row]) = (leader, cosine),
                cancellationToken);
            yield return new DuplicateStep(end, rows.Length, Groups(snapshot, rows, owners, cosines, leaders));
        }
    }

    private static int[] Free(int[] owners, int start, int end)
    {
        var free = new List<int>(end - start);
        for (var i = start; i < end; i++)
        {
            if (owners[i] < 0)
                free.Add(i);
        }

        return [.. free];
    }

    private static RowAddress[] SortedRows(Snapshot snapshot, IReadOnlyDictionary<string, string> labels)
    {
        var selection = RowSelection.Of(snapshot, labels);
        var rows = new List<RowAddress>((int)selection.Count);
        Span<int> piece = stackalloc int[RowSelection.PieceRows];
        foreach (var p in selection.Pieces)
        {
            selection.RowsOf(p, piece);
            foreach (var row in piece[..p.Count])
                rows.Add(new RowAddress(p.Segment, row));
        }

        rows.Sort((a, b) => snapshot.Segments[a.Segment].Id(a.Row).SequenceCompareTo(snapshot.Segments[b.Segment].Id(b.Row)));
        return [.. rows];
    }

    /// <summary>Groups the free vectors of a block among themselves; those that no other takes own themselves.</summary>
    private static async Task GroupBlockAsync(PairScanner scanner, int[] free, int[] owners, float[] cosines, CancellationToken cancellationToken)
    {
        var pairs = new List<(int First, int Second, float Cosine)>();
        await scanner.ScanAsync(
            free,
            free,
            (first, second) => first < second,
            (first, second, cosine) =>
            {
                lock (pairs)
                    pairs.Add((first, second, cosine));
            },
            cancellationToken);
        foreach (var (first, second, cosine) in pairs.OrderBy(p => p.First).ThenBy(p => p.Second))
        {
            if (owners[first] < 0)
                owners[first] = first;
            if (owners[first] == first && owners[second] < 0)
                (owners[second], cosines[second]) = (first, cosine);
        }

        foreach (var row in free)
        {
            if (owners[row] < 0)
                owners[row] = row;
        }
    }

    private static List<DuplicateGroup> Groups(Snapshot snapshot, RowAddress[] rows, int[] owners, float[] cosines, int[] leaders)
    {
        if (leaders.Length == 0)
            return [];
        var members = leaders.ToDictionary(l => l, _ => new List<Hit>());
        for (var row = leaders[0]; row < rows.Length; row++)
        {
            if (owners[row] != row && members.TryGetValue(owners[row], out var group))
                group.Add(new Hit(Id(snapshot, rows[row]), cosines[row]));
        }

        return [.. leaders.Where(l => members[l].Count > 0).Select(l => new DuplicateGroup(Id(snapshot, rows[l]), members[l]))];
    }

    private static string Id(Snapshot snapshot, RowAddress row) => Encoding.UTF8.GetString(snapshot.Segments[row.Segment].Id(row.Row));
}
