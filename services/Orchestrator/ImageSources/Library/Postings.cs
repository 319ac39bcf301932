namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>
/// Which images a term occurs in, and how often: numbers of variable length, a byte or two for most entries. An image may come again, later
/// or out of order: its counts add up.
/// </summary>
internal sealed class Postings
{
    private byte[] _data = new byte[8];
    private int _length;
    private int _last;

    /// <summary>Bytes that it holds.</summary>
    public int Capacity => _data.Length;

    /// <summary>Adds an occurrence.</summary>
    /// <param name="image">Number of the image, 0 or more.</param>
    /// <param name="count">How often the term is in the text, 1 or more.</param>
    public void Add(int image, int count)
    {
        if (_length + 10 > _data.Length)
            Array.Resize(ref _data, Math.Max(_data.Length + 10, _data.Length * 3 / 2));
        var step = image - _last;
        Write(((uint)step << 1) ^ (uint)(step >> 31));
        Write((uint)count);
        _last = image;
    }

    /// <summary>Counts by image.</summary>
    public Dictionary<int, int> Read()
    {
        var counts = new Dictionary<int, int>();
        var image = 0;
        for (var at = 0; at < _length;)
        {
            var step = ReadNumber(ref at);
            image += (int)(step >> 1) ^ -(int)(step & 1);
            counts[image] = counts.GetValueOrDefault(image) + (int)ReadNumber(ref at);
        }

        return counts;
    }

    private void Write(uint number)
    {
        for (; number >= 0x80; number >>= 7)
            _data[_length++] = (byte)(number | 0x80);
        _data[_length++] = (byte)number;
    }

    private uint ReadNumber(ref int at)
    {
        var number = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var part = _data[at++];
            number |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
                return number;
        }
    }
}
