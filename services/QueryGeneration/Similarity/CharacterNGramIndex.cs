using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Similarity;

/// <summary>
/// Compares texts by the cosine of their counts of characters and pairs of neighbouring characters. Knows no synonyms, but needs no
/// model and works for Chinese, where word-based overlap such as ROUGE-L sees nothing. 红苹果 and 苹果 come to 0.77, 小汽车 and 大汽车 to 0.6.
/// </summary>
internal sealed class CharacterNGramIndex : ISimilarityIndex
{
    private readonly List<(string Text, double Norm)> _accepted = [];
    private readonly Dictionary<string, List<(int Text, int Count)>> _postings = new(StringComparer.Ordinal);

    public string Method => "character-ngrams";

    public double DefaultLimit => 0.7;

    public Task PrepareAsync(IReadOnlyCollection<string> texts, CancellationToken cancellationToken) => Task.CompletedTask;

    public Nearest? FindNearest(string text)
    {
        var grams = Count(text);
        var products = new Dictionary<int, double>();
        foreach (var (gram, count) in grams)
        {
            foreach (var (other, otherCount) in _postings.GetValueOrDefault(gram) ?? [])
                products[other] = products.GetValueOrDefault(other) + ((double)count * otherCount);
        }

        Nearest? best = null;
        foreach (var (other, product) in products.OrderBy(p => p.Key))
        {
            var similarity = product / (Norm(grams) * _accepted[other].Norm);
            if (best is null || similarity > best.Value.Similarity)
                best = new Nearest(_accepted[other].Text, similarity);
        }

        return best ?? (_accepted.Count > 0 ? new Nearest(_accepted[0].Text, 0) : null);
    }

    public void Add(string text)
    {
        var grams = Count(text);
        foreach (var (gram, count) in grams)
        {
            if (!_postings.TryGetValue(gram, out var list))
                _postings.Add(gram, list = []);
            list.Add((_accepted.Count, count));
        }

        _accepted.Add((text, Norm(grams)));
    }

    private static Dictionary<string, int> Count(string text)
    {
        var key = TextKey.Of(text);
        var grams = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < key.Length; i++)
        {
            Increment(key.Substring(i, 1));
            if (i + 1 < key.Length)
                Increment(key.Substring(i, 2));
        }

        return grams;

        void Increment(string gram) => grams[gram] = grams.GetValueOrDefault(gram) + 1;
    }

    private static double Norm(Dictionary<string, int> grams) => Math.Sqrt(grams.Values.Sum(c => (double)c * c));
}
