namespace ImageSearchBench.Index.Embedded;

/// <summary>
/// Compaction: every segment with dead rows is rewritten without them, runs of such segments together; the others stay as they are,
/// and so does the order. Deletions recorded in a rewritten segment may go with it: the rows that they killed are gone too, since
/// every segment that had dead rows is rewritten.
/// </summary>
internal sealed unsafe partial class SegmentWriter
{
    /// <summary>Rewrites what has dead rows; the new set of segments takes effect at once, also after a crash.</summary>
    public void Compact(CancellationToken cancellationToken)
    {
        CheckUsable();
        if (_deadCounts.TrueForAll(d => d == 0))
            return;
        using var lease = new SnapshotLease(TakeSnapshot());
        var next = File.NextSegment;
        var kept = new List<Segment>();
        var added = new List<Segment>();
        try
        {
            Segment? open = null;
            foreach (var view in lease.Snapshot.Segments)
            {
                if (view.DeadCount == 0)
                {
                    kept.Add(view.Segment);
                    open = null;
                    continue;
                }

                SegmentChecker.Check(_folder, view, view.LogLength, cancellationToken);
                foreach (var rows in LiveRows(view).Chunk(Math.Max(1, MaxGroupBytes / (Stride * sizeof(float)))))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    for (var done = 0; done < rows.Length;)
                    {
                        if (open is null || open.Count == open.Capacity)
                        {
                            open = Segment.Create(_folder, next++, File.Dimension, Stride, Capacity);
                            kept.Add(open);
                            added.Add(open);
                        }

                        var count = Math.Min(rows.Length - done, open.Capacity - open.Count);
                        CopyRows(view, rows.AsSpan(done, count), open);
                        done += count;
                    }
                }
            }
        }
        catch
        {
            foreach (var segment in added)
            {
                segment.Delete();
                segment.Release();
            }

            throw;
        }

        var file = File with { Segments = [.. kept.Select(s => s.Number)], NextSegment = next };
        try
        {
            file.Write(_folder);
        }
        catch (IOException e)
        {
            // Nobody knows which set is on disk now: both stay there, and opening takes the one that is named.
            _broken = e.Message;
            throw;
        }

        File = file;
        Publishing(() => Exchange(kept));
    }

    private static IEnumerable<int> LiveRows(SegmentView view) => Enumerable.Range(0, view.Count).Where(row => !view.IsDead(row));

    /// <summary>Copies rows behind those of another segment, as one record.</summary>
    private void CopyRows(SegmentView view, ReadOnlySpan<int> rows, Segment target)
    {
        var start = target.Count;
        for (var i = 0; i < rows.Length;)
        {
            // What lies side by side is written at once.
            var run = 1;
            while (i + run < rows.Length && rows[i + run] == rows[i] + run)
                run++;
            target.WriteRows(start + i, view.Segment.RowBytes(rows[i], run));
            i += run;
        }

        target.FlushRows();
        using var stream = BeginRecord(out var writer);
        WriteHead(writer, target, start, rows.Length);
        foreach (var row in rows)
        {
            writer.Write((ushort)view.Id(row).Length);
            writer.Write(view.Id(row));
            SegmentRecord.WriteLabels(writer, _labels[view.Labels(row)]);
            target.AddRow(view.Lengths[row], view.Id(row), view.Labels(row));
        }

        target.AppendRecord(EndRecord(stream, target.LogLength, RecordKind.Upsert).Span);
    }

    private void Exchange(List<Segment> segments)
    {
        var gone = _segments.Except(segments).ToArray();
        _segments.Clear();
        _segments.AddRange(segments);
        _dead.Clear();
        _deadShared.Clear();
        _deadCounts.Clear();
        foreach (var _ in segments)
        {
            _dead.Add(null);
            _deadShared.Add(false);
            _deadCounts.Add(0);
        }

        _ids = new IdMap(_segments);
        _ids.Reserve(segments.Sum(s => s.Count));
        for (var s = 0; s < segments.Count; s++)
        {
            for (var row = 0; row < segments[s].Count; row++)
                _ids.Set(segments[s].Id(row), new RowAddress(s, row));
        }

        foreach (var segment in gone)
        {
            segment.Delete();
            segment.Release();
        }
    }
}
