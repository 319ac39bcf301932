using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Captions by people: first which photos have one (16 bytes a photo), then, once photos are chosen, the captions of those.
/// </summary>
/// <param name="paths">The files.</param>
/// <param name="languages">Languages wanted; none means all.</param>
internal sealed class WrittenCaptions(IReadOnlyList<string> paths, IReadOnlyList<string> languages)
{
    private readonly HashSet<UInt128> _captioned = [];
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>Languages of the captions, in the order in which a dataset has them.</summary>
    public IReadOnlyList<string> Languages => LabelSets.QueryLanguages.Known.Where(_found.Contains).ToArray();

    /// <summary>Reads the files through.</summary>
    /// <exception cref="BenchException">A line is broken, or there is no caption in a language that is wanted.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var caption in WantedAsync(cancellationToken))
        {
            _captioned.Add(Hash(caption.Image));
            _found.Add(caption.Language);
        }

        var missing = languages.Except(_found).ToArray();
        if (missing.Length > 0 || _found.Count == 0)
        {
            throw BenchException.Invalid(
                $"The caption files have no caption in {(missing.Length > 0 ? string.Join(", ", missing) : "any language")}.", "captions");
        }
    }

    public bool Has(string image) => _captioned.Contains(Hash(image));

    /// <summary>The captions of some photos, in the order of the files.</summary>
    public async Task<IReadOnlyDictionary<string, List<WrittenCaption>>> FindAsync(
        IReadOnlyCollection<string> images, CancellationToken cancellationToken)
    {
        var found = images.ToDictionary(i => i, _ => new List<WrittenCaption>(1), StringComparer.Ordinal);
        await foreach (var caption in WantedAsync(cancellationToken))
        {
            if (found.TryGetValue(caption.Image, out var captions) && !captions.Contains(caption))
                captions.Add(caption);
        }

        return found;
    }

    private IAsyncEnumerable<WrittenCaption> WantedAsync(CancellationToken cancellationToken) =>
        paths.ToAsyncEnumerable()
            .SelectMany(path => CaptionFile.ReadAsync(path, cancellationToken))
            .Where(caption => languages.Count == 0 || languages.Contains(caption.Language));

    private static UInt128 Hash(string image) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(image));
}
