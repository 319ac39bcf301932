using System.Runtime.InteropServices;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Search;

/// <summary>One thread of a scan: takes pieces of rows and keeps, per query, the candidates it finds.</summary>
internal sealed unsafe class ScanWorker : IDisposable
{
    private readonly ScanJob _job;
    private readonly CandidateList[] _lists;
    private readonly int[] _rows = new int[RowSelection.PieceRows];
    private readonly float* _panel;
    private readonly float* _tile;
    private readonly float* _scaled;

    public ScanWorker(ScanJob job)
    {
        _job = job;

        // With 8-bit codes bounds are wide: more places spare the list from scoring all it has over and over.
        var places = job.Int8Queries is null ? CandidateList.Places(job.TopK) : CandidateList.Places(2 * job.TopK) + 512;
        var keys = new float[places];
        _lists = new CandidateList[job.Queries.Count];
        for (var i = 0; i < _lists.Length; i++)
            _lists[i] = new CandidateList(job.TopK, places, keys);
        _panel = (float*)NativeMemory.AlignedAlloc((nuint)(KernelSet.TileRows * job.Queries.Stride * sizeof(float)), 64);
        _tile = (float*)NativeMemory.AlignedAlloc(KernelSet.TileQueries * KernelSet.TileRows * sizeof(float), 64);
        _scaled = (float*)NativeMemory.AlignedAlloc((nuint)(KernelSet.TileRows * job.Queries.Stride * sizeof(float)), 64);
    }

    public CandidateList List(int query) => _lists[query];

    /// <summary>Scans until no rows are left.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        while (_job.TryNext(out var piece))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _job.Selection.RowsOf(piece, _rows);
            if (_job.Queries.Count < ExactSearch.MinTiledQueries)
                ScanLinear(piece);
            else
                ScanTiles(piece);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_panel);
        NativeMemory.AlignedFree(_tile);
        NativeMemory.AlignedFree(_scaled);
    }

    private void ScanLinear(in RowSelection.Piece piece)
    {
        var queries = _job.Queries;
        for (var q = 0; q < queries.Count; q++)
        {
            if (_job.Int8Queries is { } coded && coded[q].IsUsable)
            {
                ScanCodes(q, coded[q], piece);
                continue;
            }

            ScanRows(q, piece.Segment, _rows.AsSpan(0, piece.Count));
        }
    }

    private void ScanRows(int query, int segment, ReadOnlySpan<int> rows)
    {
        var view = _job.Snapshot.Segments[segment];
        var queries = _job.Queries;
        var threshold = _job.Thresholds[query];
        foreach (var row in rows)
        {
            var length = view.Lengths[row];
            var product = length * queries.ScanLengths[query];
            if (product > ErrorBound.MaxProduct)
            {
                AddExact(query, segment, row);
                continue;
            }

            var score = (double)_job.Kernels.Dot(queries.ScanRow(query), view.Segment.Row(row), queries.Stride);
            var error = _job.Bound.Of(product);
            if (_job.Metric == VectorMetric.Cosine)
            {
                score = length > 0 ? score / length : 0;
                error = length > 0 ? _job.Bound.Of(product, length) : 0;
            }

            if (score + error < threshold)
                continue;
            _job.Add(_lists[query], query, new Candidate(ErrorBound.Down(score - error), ErrorBound.Up(score + error), segment, row));
            threshold = _job.Thresholds[query];
        }
    }

    private void ScanCodes(int query, Int8Query coded, in RowSelection.Piece piece)
    {
        var view = _job.Snapshot.Segments[piece.Segment];
        var codes = view.Segment.Codes;
        for (var i = 0; i < piece.Count;)
        {
            var block = _rows[i] / Int8Codes.BlockRows;
            var end = i + 1;
            while (end < piece.Count && _rows[end] / Int8Codes.BlockRows == block)
                end++;
            var rows = _rows.AsSpan(i, end - i);
            if (codes.Ensure(view, block, _job.Metric))
                ScanBlock(query, coded, codes, block, piece.Segment, rows);
            else
                ScanRows(query, piece.Segment, rows);
            i = end;
        }
    }

    /// <summary>
    /// |q·v − ts·(c·d)| ≤ ‖q‖‖e‖ + ‖f‖‖s·c‖, and ‖s·c‖ ≤ ‖v‖ + ‖e‖: candidates are the rows whose upper bound reaches the threshold.
    /// </summary>
    private void ScanBlock(int query, Int8Query coded, Int8Codes codes, int block, int segment, ReadOnlySpan<int> rows)
    {
        var threshold = _job.Thresholds[query];
        var fixedError = coded.Rest * codes.Longest[block];
        var perError = coded.Length + coded.Rest;
        var dot = _job.Kernels.Int8Dot;
        foreach (var row in rows)
        {
            var score = dot(coded.Values, codes.Row(row), _job.Queries.Stride) * codes.Scales[row] * coded.Scale;
            var error = (perError * codes.Errors[row]) + fixedError;
            if (score + error < threshold)
                continue;
            _job.Add(_lists[query], query, new Candidate(ErrorBound.Down(score - error), ErrorBound.Up(score + error), segment, row));
            threshold = _job.Thresholds[query];
        }
    }

    private void ScanTiles(in RowSelection.Piece piece)
    {
        var view = _job.Snapshot.Segments[piece.Segment];
        for (var start = 0; start < piece.Count; start += KernelSet.TileRows)
        {
            var count = Math.Min(KernelSet.TileRows, piece.Count - start);
            var longest = PackPanel(view, _rows.AsSpan(start, count));
            for (var group = 0; group < _job.Queries.Groups; group++)
            {
                _job.Kernels.Tile(_panel, _job.Queries.Group(group), _job.Queries.Dimension, _tile);
                var first = group * KernelSet.TileQueries;
                var last = Math.Min(first + KernelSet.TileQueries, _job.Queries.Count);
                for (var q = first; q < last; q++)
                    Select(q, _tile + ((q - first) * KernelSet.TileRows), piece.Segment, _rows.AsSpan(start, count), longest);
            }
        }
    }

    /// <summary>Packs rows; returns the length of the longest.</summary>
    private double PackPanel(SegmentView view, ReadOnlySpan<int> rows)
    {
        var stride = _job.Queries.Stride;
        var pointers = stackalloc float*[KernelSet.TileRows];
        var longest = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var length = view.Lengths[rows[i]];
            pointers[i] = view.Segment.Row(rows[i]);
            if (_job.Metric == VectorMetric.Cosine)
            {
                var scaled = _scaled + ((long)i * stride);
                RowScaling.Divide(pointers[i], length, scaled, stride);
                pointers[i] = scaled;
                length = length > 0 ? 1 : 0;
            }

            longest = Math.Max(longest, length);
        }

        PanelPacker.Pack(pointers, rows.Length, _job.Queries.Dimension, _panel);
        return longest;
    }

    private void Select(int query, float* scores, int segment, ReadOnlySpan<int> rows, double longest)
    {
        var product = _job.Queries.ScanLengths[query] * longest;
        if (product > ErrorBound.MaxProduct)
        {
            foreach (var row in rows)
                AddExact(query, segment, row);
            return;
        }

        var error = _job.Bound.Of(product);
        var floor = ErrorBound.Down(_job.Thresholds[query] - error);
        for (var i = Thresholding.NextAtLeast(scores, 0, rows.Length, floor); i < rows.Length;
            i = Thresholding.NextAtLeast(scores, i + 1, rows.Length, floor))
        {
            _job.Add(_lists[query], query, new Candidate(
                ErrorBound.Down(scores[i] - error), ErrorBound.Up(scores[i] + error), segment, rows[i]));
            floor = ErrorBound.Down(_job.Thresholds[query] - error);
        }
    }

    private void AddExact(int query, int segment, int row)
    {
        var score = _job.Score(query, segment, row);
        if (score >= _job.Thresholds[query])
            _job.Add(_lists[query], query, Candidate.Exact(score, segment, row));
    }
}
