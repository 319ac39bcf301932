namespace ImageSearchBench.Orchestrator.Formats.Import.Coco;

/// <summary>Ordinals of numbers in the order they were added: 8 bytes each while they ascend, as they do in most files, else 20.</summary>
internal sealed class IdOrdinals
{
    private readonly List<long> _ids = [];
    private bool _ascends = true;
    private long[]? _sorted;
    private int[]? _ordinals;

    public long this[int ordinal] => _ids[ordinal];

    /// <summary>Adds a number; all come before the first look-up.</summary>
    public void Add(long id)
    {
        _ascends &= _ids.Count == 0 || id > _ids[^1];
        _ids.Add(id);
    }

    /// <summary>The ordinal of a number; -1 when it was not added.</summary>
    public int Find(long id)
    {
        if (_ascends)
            return Math.Max(-1, _ids.BinarySearch(id));
        if (_sorted is null)
        {
            _sorted = [.. _ids];
            _ordinals = [.. Enumerable.Range(0, _sorted.Length)];
            Array.Sort(_sorted, _ordinals);
        }

        var at = Array.BinarySearch(_sorted, id);
        return at < 0 ? -1 : _ordinals![at];
    }
}
