using System.Numerics;
using System.Runtime.InteropServices;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Search;

/// <summary>One thread of a scan: takes pieces of rows and keeps, per query, the candidates it finds.</summary>
internal sealed unsafe class ScanWorker : IDisposable
{
    /// <summary>Panels that a group of queries meets in one pass: as many as stay in the second-level cache, so that the queries and the
    /// lists of their candidates come from further away less often.</summary>
    private const int PassPanels = 4;

    private readonly ScanJob _job;
    private readonly CandidateList[] _lists;
    private readonly int[] _rows = new int[RowSelection.PieceRows];
    private readonly float* _panels;
    private readonly float* _tile;
    private readonly float* _scaled;
    private readonly float* _scores;

    public ScanWorker(ScanJob job)
    {
        _job = job;

        // With 8-bit codes bounds are wide: more places spare the list from scoring all it has over and over.
        var places = job.Int8Queries is null ? CandidateList.Places(job.TopK) : CandidateList.Places(2 * job.TopK) + 512;
        var keys = new float[places];
        _lists = new CandidateList[job.Queries.Count];
        for (var i = 0; i < _lists.Length; i++)
            _lists[i] = new CandidateList(job.TopK, places, keys);
        _panels = (float*)NativeMemory.AlignedAlloc((nuint)(PassPanels * KernelSet.TileRows * job.Queries.Stride * sizeof(float)), 64);
        _tile = (float*)NativeMemory.AlignedAlloc(KernelSet.TileQueries * KernelSet.TileRows * sizeof(float), 64);
        _scaled = (float*)NativeMemory.AlignedAlloc((nuint)(KernelSet.TileRows * job.Queries.Stride * sizeof(float)), 64);
        _scores = (float*)NativeMemory.AlignedAlloc(RowSelection.PieceRows * sizeof(float), 64);
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
        NativeMemory.AlignedFree(_panels);
        NativeMemory.AlignedFree(_tile);
        NativeMemory.AlignedFree(_scaled);
        NativeMemory.AlignedFree(_scores);
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
        for (var start = 0; start < rows.Length;)
        {
            var run = Run(rows[start..]);
            _job.Kernels.Dots(queries.ScanRow(query), view.Segment.Row(rows[start]), queries.Stride, run, _scores);
            SelectRows(query, segment, rows[start], view.Lengths.AsSpan(rows[start], run));
            start += run;
        }
    }

    /// <summary>Keeps what reaches the threshold of a run's scores.</summary>
    private void SelectRows(int query, int segment, int first, ReadOnlySpan<double> lengths)
    {
        var cosine = _job.Metric == VectorMetric.Cosine;
        var queryLength = _job.Queries.ScanLengths[query];
        var threshold = (double)_job.Thresholds[query];
        for (var i = 0; i < lengths.Length; i++)
        {
            var length = lengths[i];
            var product = length * queryLength;
            var score = (double)_scores[i];
            var error = _job.Bound.Of(product);
            if (score + error < (cosine ? threshold * length : threshold) && product <= ErrorBound.MaxProduct)
                continue;
            if (product > ErrorBound.MaxProduct)
            {
                AddExact(query, segment, first + i);
            }
            else
            {
                if (cosine)
                {
                    score = length > 0 ? score / length : 0;
                    error = length > 0 ? _job.Bound.Of(product, length) : 0;
                }

                _job.Add(_lists[query], query, new Candidate(ErrorBound.Down(score - error), ErrorBound.Up(score + error), segment, first + i));
            }

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
        var products = (int*)_scores;
        for (var start = 0; start < rows.Length;)
        {
            var first = rows[start];
            var run = Run(rows[start..]);
            _job.Kernels.Int8Dots(coded.Values, codes.Row(first), _job.Queries.Stride, run, products);
            var scales = codes.Scales.AsSpan(first, run);
            var errors = codes.Errors.AsSpan(first, run);
            for (var i = 0; i < run; i++)
            {
                var score = products[i] * scales[i] * coded.Scale;
                var error = (perError * errors[i]) + fixedError;
                if (score + error < threshold)
                    continue;
                _job.Add(_lists[query], query, new Candidate(ErrorBound.Down(score - error), ErrorBound.Up(score + error), segment, first + i));
                threshold = _job.Thresholds[query];
            }

            start += run;
        }
    }

    private void ScanTiles(in RowSelection.Piece piece)
    {
        var panelFloats = KernelSet.TileRows * _job.Queries.Stride;
        var longest = stackalloc double[PassPanels];
        for (var start = 0; start < piece.Count; start += PassPanels * KernelSet.TileRows)
        {
            var rows = _rows.AsSpan(start, Math.Min(PassPanels * KernelSet.TileRows, piece.Count - start));
            var panels = (rows.Length + KernelSet.TileRows - 1) / KernelSet.TileRows;
            for (var p = 0; p < panels; p++)
                longest[p] = PackPanel(piece.Segment, RowsOf(rows, p), _panels + (p * panelFloats));
            for (var group = 0; group < _job.Queries.Groups; group++)
            {
                for (var p = 0; p < panels; p++)
                {
                    _job.Kernels.Tile(_panels + (p * panelFloats), _job.Queries.Group(group), _job.Queries.Dimension, _tile);
                    SelectTile(group, piece.Segment, RowsOf(rows, p), longest[p]);
                }
            }
        }

        static ReadOnlySpan<int> RowsOf(ReadOnlySpan<int> rows, int panel)
        {
            var behind = rows[(panel * KernelSet.TileRows)..];
            return behind[..Math.Min(KernelSet.TileRows, behind.Length)];
        }
    }

    /// <summary>Packs rows; returns the length of the longest.</summary>
    private double PackPanel(int segment, ReadOnlySpan<int> rows, float* panel)
    {
        var view = _job.Snapshot.Segments[segment];
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

        PanelPacker.Pack(pointers, rows.Length, _job.Queries.Dimension, panel);
        return longest;
    }

    /// <summary>Keeps what reaches the thresholds of a tile's scores.</summary>
    private void SelectTile(int group, int segment, ReadOnlySpan<int> rows, double longest)
    {
        var first = group * KernelSet.TileQueries;
        var last = Math.Min(first + KernelSet.TileQueries, _job.Queries.Count);
        for (var query = first; query < last; query++)
        {
            var scores = _tile + ((query - first) * KernelSet.TileRows);
            var product = _job.Queries.ScanLengths[query] * longest;
            if (product > ErrorBound.MaxProduct)
            {
                foreach (var row in rows)
                    AddExact(query, segment, row);
                continue;
            }

            // The bound has room for the rounding of score ± error and of the floor.
            var error = (float)_job.Bound.Of(product);
            var reaching = Thresholding.Reaching(scores, rows.Length, _job.Thresholds[query] - error);
            if (reaching != 0)
                AddReaching(query, segment, rows, scores, error, reaching);
        }
    }

    private void AddReaching(int query, int segment, ReadOnlySpan<int> rows, float* scores, float error, ulong reaching)
    {
        var list = _lists[query];
        for (; reaching != 0; reaching &= reaching - 1)
        {
            var i = BitOperations.TrailingZeroCount(reaching);
            if (scores[i] + error >= _job.Thresholds[query])
                _job.Add(list, query, new Candidate(scores[i] - error, scores[i] + error, segment, rows[i]));
        }
    }

    private void AddExact(int query, int segment, int row)
    {
        var score = _job.Score(query, segment, row);
        if (score >= _job.Thresholds[query])
            _job.Add(_lists[query], query, Candidate.Exact(score, segment, row));
    }

    /// <summary>How many rows at the beginning lie one after the other.</summary>
    private static int Run(ReadOnlySpan<int> rows)
    {
        var run = 1;
        while (run < rows.Length && rows[run] == rows[0] + run)
            run++;
        return run;
    }
}
