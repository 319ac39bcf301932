namespace ImageSearchBench.Index.Embedded;

/// <summary>
/// A collection at one moment: what a reader sees from beginning to end, whatever the writer does meanwhile. It holds the files open
/// until its last user lets go.
/// </summary>
internal sealed class Snapshot
{
    private int _users = 1;

    public Snapshot(SegmentView[] segments, LabelTable labels)
    {
        Segments = segments;
        Labels = labels;
        LabelSets = labels.Count;
        foreach (var view in segments)
        {
            view.Segment.AddUser();
            Count += view.Count - view.DeadCount;
            DeadCount += view.DeadCount;
            SizeBytes += view.Segment.SizeBytes;
        }
    }

    public SegmentView[] Segments { get; }

    public LabelTable Labels { get; }

    /// <summary>How many sets of labels the rows use at most.</summary>
    public int LabelSets { get; }

    /// <summary>Live vectors.</summary>
    public long Count { get; }

    public long DeadCount { get; }

    public long SizeBytes { get; }

    /// <summary>One more user; false when the last one has let go already.</summary>
    public bool TryAddUser()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        foreach (var view in Segments)
            view.Segment.Release();
    }
}
