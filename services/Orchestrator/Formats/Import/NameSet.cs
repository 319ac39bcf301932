using System.IO.Hashing;
using System.Text;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>Names seen so far, by 128 bits of their hash: some 30 bytes each, however long they are.</summary>
internal sealed class NameSet
{
    private readonly HashSet<UInt128> _names = [];

    /// <summary>Adds a name; false when it was there.</summary>
    public bool Add(string name) => _names.Add(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(name)));
}
