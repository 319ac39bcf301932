using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.ImageSources;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>Which images belong to which query: by what their source knows them by, and by the hash of their files. Some 80 bytes an image.</summary>
internal sealed class TakenImages
{
    private readonly Dictionary<UInt128, int> _owners = [];
    private readonly List<string> _queries = [];

    /// <summary>The image belongs to a query.</summary>
    public bool Has(FoundImage image)
    {
        lock (_owners)
            return _owners.ContainsKey(Hash(image.Key));
    }

    /// <summary>Text of the query that has an image; null when none has.</summary>
    public string? OwnerOf(FoundImage image) => Find(Hash(image.Key));

    /// <summary>Text of the query that has a file with the same content; null when none has.</summary>
    public string? OwnerOf(Picture picture) => Find(HashOfFile(picture));

    /// <summary>Gives images to a query.</summary>
    public void Add(TopicQuery query, IEnumerable<(FoundImage Image, Picture Picture)> images)
    {
        lock (_owners)
        {
            _queries.Add(query.Text);
            foreach (var (image, picture) in images)
                _owners[Hash(image.Key)] = _owners[HashOfFile(picture)] = _queries.Count - 1;
        }
    }

    private string? Find(UInt128 hash)
    {
        lock (_owners)
            return _owners.TryGetValue(hash, out var owner) ? _queries[owner] : null;
    }

    // A key is an address or a name, never a hash with this beginning.
    private static UInt128 HashOfFile(Picture picture) => Hash("\0sha256 " + picture.SourceSha256);

    private static UInt128 Hash(string text) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text));
}
