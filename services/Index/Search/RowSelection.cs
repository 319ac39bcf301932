using System.Runtime.InteropServices;
using ImageSearchBench.Index.Embedded;

namespace ImageSearchBench.Index.Search;

/// <summary>The rows of a snapshot that a search looks at: not dead, and with the labels asked for; cut into pieces of work.</summary>
internal sealed class RowSelection
{
    /// <summary>Rows in a piece of work; a multiple of the tile's.</summary>
    public const int PieceRows = 512;

    private readonly int[]?[] _rows;

    private RowSelection(int[]?[] rows, List<Piece> pieces, long count)
    {
        _rows = rows;
        Pieces = pieces;
        Count = count;
    }

    /// <summary>Some rows of one segment: the rows themselves where all are looked at, else places in the list of those that are.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Piece(int Segment, int Start, int Count);

    public List<Piece> Pieces { get; }

    /// <summary>How many rows are looked at.</summary>
    public long Count { get; }

    public static RowSelection Of(Snapshot snapshot, IReadOnlyDictionary<string, string> labels)
    {
        var matches = labels.Count > 0 ? snapshot.Labels.Match(labels, snapshot.LabelSets) : null;
        var rows = new int[]?[snapshot.Segments.Length];
        var pieces = new List<Piece>();
        var total = 0L;
        for (var s = 0; s < rows.Length; s++)
        {
            var view = snapshot.Segments[s];
            var count = view.Count;
            if (matches is not null || view.DeadCount > 0)
            {
                rows[s] = [.. Enumerable.Range(0, view.Count).Where(row => !view.IsDead(row) && (matches is null || matches[view.Labels(row)]))];
                count = rows[s]!.Length;
            }

            total += count;
            for (var start = 0; start < count; start += PieceRows)
                pieces.Add(new Piece(s, start, Math.Min(PieceRows, count - start)));
        }

        return new RowSelection(rows, pieces, total);
    }

    /// <summary>The row numbers of a piece, written into <paramref name="rows"/>.</summary>
    public void RowsOf(in Piece piece, Span<int> rows)
    {
        if (_rows[piece.Segment] is { } list)
        {
            list.AsSpan(piece.Start, piece.Count).CopyTo(rows);
            return;
        }

        for (var i = 0; i < piece.Count; i++)
            rows[i] = piece.Start + i;
    }
}
