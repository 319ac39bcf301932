using System.Runtime.InteropServices;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>
/// Finds images by their texts. An image answers a query when its texts have every term of it, and stands the higher the more its texts
/// are about them: BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with k1 = 1.2, b = 0.75 and
/// idf = ln(1 + (N − n + 0.5) / (n + 0.5)), which is never negative. Equal scores stay in the order of the library.
/// </summary>
/// <param name="maxBytes">Most bytes of memory.</param>
internal sealed class TextIndex(long maxBytes)
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    // A dictionary's entry with its key, as far as it can be told.
    private const int BytesPerTerm = 120;

    private readonly Dictionary<string, Postings> _terms = new(StringComparer.Ordinal);
    private readonly List<int> _lengths = [];
    private long _totalLength;
    private long _bytes;

    /// <summary>Number of images.</summary>
    public int Images => _lengths.Count;

    /// <summary>Adds an image without a text.</summary>
    /// <returns>Its number, from 0.</returns>
    public int AddImage()
    {
        _lengths.Add(0);
        Grow(sizeof(int));
        return _lengths.Count - 1;
    }

    /// <summary>Adds a text to an image.</summary>
    /// <exception cref="BenchException">ResourceExhausted: there are too many texts.</exception>
    public void AddText(int image, string text)
    {
        foreach (var term in TextTerms.OfText(text).GroupBy(t => t, StringComparer.Ordinal))
        {
            ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, term.Key, out var exists);
            if (!exists)
            {
                postings = new Postings();
                Grow(BytesPerTerm + (2 * term.Key.Length));
            }

            var count = term.Count();
            var before = postings!.Capacity;
            postings.Add(image, count);
            Grow(postings.Capacity - before);
            if (!TextTerms.CountsForLength(term.Key))
                continue;
            _lengths[image] += count;
            _totalLength += count;
        }
    }

    /// <summary>All images that answer a query, best first.</summary>
    public IReadOnlyList<int> Search(string query)
    {
        var terms = TextTerms.OfQuery(query);
        var found = new List<Dictionary<int, int>>(terms.Count);
        foreach (var term in terms)
        {
            if (!_terms.TryGetValue(term, out var postings))
                return [];
            found.Add(postings.Read());
        }

        if (found.Count == 0)
            return [];
        var mean = Math.Max(1, (double)_totalLength / _lengths.Count);
        var scored = new List<(int Image, double Score)>();
        foreach (var image in found.MinBy(f => f.Count)!.Keys)
        {
            if (found.TrueForAll(f => f.ContainsKey(image)))
                scored.Add((image, found.Sum(f => Score(f, image, mean))));
        }

        return [.. scored.OrderByDescending(s => s.Score).ThenBy(s => s.Image).Select(s => s.Image)];
    }

    private double Score(Dictionary<int, int> counts, int image, double meanLength)
    {
        var idf = Math.Log(1 + ((_lengths.Count - counts.Count + 0.5) / (counts.Count + 0.5)));
        var count = counts[image];
        return idf * count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengths[image] / meanLength))));
    }

    private void Grow(long bytes)
    {
        _bytes += bytes;
        if (_bytes > maxBytes)
        {
            throw new BenchException(
                ErrorKind.ResourceExhausted,
                $"The library's texts take more than {maxBytes >> 20} MiB of memory: use a part of it, or raise ImageSources__MaxLibraryBytes.");
        }
    }
}
