using System.Globalization;

namespace ImageSearchBench.Encoder.Cache;

/// <summary>The kept vectors of one tower of one model: a folder of segments and their index in memory.</summary>
internal sealed class EmbeddingStore : IDisposable
{
    private const long SegmentBytes = 64 << 20;

    private readonly Lock _sync = new();
    private readonly string _folder;
    private readonly int _dimension;
    private readonly EmbeddingCache _owner;
    // The low half of a SHA-256 tells inputs apart; the whole is compared when a record is read.
    private readonly Dictionary<UInt128, (EmbeddingSegment Segment, int Number)> _index = [];
    private readonly List<EmbeddingSegment> _segments = [];
    private int _next;

    public EmbeddingStore(string folder, int dimension, EmbeddingCache owner)
    {
        _folder = folder;
        _dimension = dimension;
        _owner = owner;
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder, "*.vec").Order(StringComparer.Ordinal))
        {
            var entries = new List<(UInt128 Key, int Number)>();
            if (EmbeddingSegment.Open(path, dimension, (key, number) => entries.Add((key.Low, number))) is not { } segment)
            {
                File.Delete(path);
                continue;
            }

            _segments.Add(segment);
            foreach (var (key, number) in entries)
                _index[key] = (segment, number);
            _next = Math.Max(_next, int.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture) + 1);
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_sync)
            {
                return _segments.Sum(s => s.Bytes);
            }
        }
    }

    /// <summary>A kept vector.</summary>
    public bool TryGet(EmbeddingKey key, out float[] vector, out bool truncated)
    {
        lock (_sync)
        {
            if (_index.TryGetValue(key.Low, out var place) && place.Segment.TryRead(place.Number, key, out vector, out truncated))
                return true;
        }

        vector = [];
        truncated = false;
        return false;
    }

    /// <summary>Keeps a vector.</summary>
    public void Add(EmbeddingKey key, ReadOnlySpan<float> vector, bool truncated)
    {
        if (vector.Length != _dimension)
            return;
        var added = false;
        lock (_sync)
        {
            if (_index.ContainsKey(key.Low))
                return;
            if (_segments.Count == 0 || _segments[^1].Bytes >= SegmentBytes)
            {
                _segments.Add(EmbeddingSegment.Create(Path.Combine(_folder, _next.ToString("D6", CultureInfo.InvariantCulture) + ".vec"), _dimension));
                _next++;
                added = true;
            }

            _index[key.Low] = (_segments[^1], _segments[^1].Append(key, vector, truncated));
        }

        if (added)
            _owner.MakeRoom();
    }

    /// <summary>Time of the oldest segment that is no longer written to; null when there is none.</summary>
    public DateTime? Oldest()
    {
        lock (_sync)
        {
            return _segments.Count > 1 ? File.GetLastWriteTimeUtc(_segments[0].FilePath) : null;
        }
    }

    /// <summary>Deletes the oldest segment.</summary>
    public void DropOldest()
    {
        lock (_sync)
        {
            var segment = _segments[0];
            _segments.RemoveAt(0);
            foreach (var key in _index.Where(e => e.Value.Segment == segment).Select(e => e.Key).ToArray())
                _index.Remove(key);
            segment.Dispose();
            File.Delete(segment.FilePath);
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            foreach (var segment in _segments)
                segment.Dispose();
        }
    }
}
