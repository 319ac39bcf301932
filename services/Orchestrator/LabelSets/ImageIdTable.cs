using System.Text;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Ids of images by ordinal, as UTF-8 in large blocks: some 8 bytes more than the ids themselves.</summary>
internal sealed class ImageIdTable
{
    private const int BlockSize = 1 << 20;

    private readonly List<byte[]> _blocks = [];
    private readonly List<(int Block, int Start)> _starts = [];
    private int _used = BlockSize;

    public int Count => _starts.Count;

    public string this[int image]
    {
        get
        {
            var (block, start) = _starts[image];
            var text = _blocks[block].AsSpan(start);
            return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
        }
    }

    public void Add(string id)
    {
        var length = Encoding.UTF8.GetByteCount(id) + 1;
        if (_used + length > BlockSize)
        {
            _blocks.Add(new byte[Math.Max(BlockSize, length)]);
            _used = 0;
        }

        _starts.Add((_blocks.Count - 1, _used));
        Encoding.UTF8.GetBytes(id, _blocks[^1].AsSpan(_used));
        _used += length;
    }
}
