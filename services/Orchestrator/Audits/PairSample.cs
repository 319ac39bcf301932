using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>
/// Draws results at random, each as likely as any other, in one pass: those whose hashes with the seed are the smallest. The order of the hashes is
/// random too, so that the first few of a sample are a sample. Memory is that of the sample.
/// </summary>
internal sealed class PairSample(int size, ulong seed)
{
    private readonly PriorityQueue<AuditPair, UInt128> _kept = new(Comparer<UInt128>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Results that were offered.</summary>
    public long Offered { get; private set; }

    public void Offer(AuditPair pair)
    {
        Offered++;
        _kept.Enqueue(pair, Hash(pair));
        if (_kept.Count > size)
            _kept.Dequeue();
    }

    /// <summary>The sample, in random order.</summary>
    public IReadOnlyList<AuditPair> Draw() =>
        _kept.UnorderedItems.OrderBy(p => p.Priority).Select(p => p.Element).ToArray();

    private UInt128 Hash(AuditPair pair)
    {
        var key = Encoding.UTF8.GetBytes(pair.Key);
        var bytes = new byte[sizeof(ulong) + key.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        key.CopyTo(bytes, sizeof(ulong));
        return XxHash128.HashToUInt128(bytes);
    }
}
