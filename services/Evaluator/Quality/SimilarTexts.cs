using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ImageSearchBench.Evaluator.Quality;

/// <summary>Two texts that are alike.</summary>
internal readonly record struct SimilarPair(int First, int Second, double Similarity);

/// <summary>
/// Finds texts that are alike by the Jaccard similarity of their character trigrams, without comparing each with each: two texts that
/// are similar enough share one of their rarest trigrams (prefix filtering, Bayardo, Ma and Srikant 2007).
/// </summary>
internal static class SimilarTexts
{
    /// <summary>The pairs, the most alike first.</summary>
    /// <param name="texts">The texts; empty ones are like nothing.</param>
    /// <param name="threshold">The least similarity, above 0 and at most 1.</param>
    public static IReadOnlyList<SimilarPair> Find(IReadOnlyList<string> texts, double threshold)
    {
        var trigrams = texts.Select(Trigrams).ToArray();
        var frequency = new Dictionary<ulong, int>();
        foreach (var trigram in trigrams.SelectMany(t => t))
            CollectionsMarshal.GetValueRefOrAddDefault(frequency, trigram, out _)++;
        foreach (var set in trigrams)
            Array.Sort(set, (x, y) => frequency[x] != frequency[y] ? frequency[x].CompareTo(frequency[y]) : x.CompareTo(y));

        var index = new Dictionary<ulong, List<int>>();
        var pairs = new List<SimilarPair>();
        var candidates = new HashSet<int>();
        for (var text = 0; text < trigrams.Length; text++)
        {
            var set = trigrams[text];
            candidates.Clear();
            var prefix = set.Length - (int)Math.Ceiling(threshold * set.Length - 1e-9) + 1;
            foreach (var trigram in set.AsSpan(0, Math.Min(prefix, set.Length)))
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(index, trigram, out _);
                list ??= [];
                candidates.UnionWith(list);
                list.Add(text);
            }

            var members = set.ToHashSet();
            pairs.AddRange(candidates
                .Select(other => new SimilarPair(other, text, Jaccard(members, trigrams[other])))
                .Where(p => p.Similarity >= threshold));
        }

        return [.. pairs.OrderByDescending(p => p.Similarity).ThenBy(p => p.First).ThenBy(p => p.Second)];
    }

    private static double Jaccard(HashSet<ulong> first, ulong[] second)
    {
        var shared = second.Count(first.Contains);
        return (double)shared / (first.Count + second.Length - shared);
    }

    // Letters and digits alone count, in one case and one width: "一只猫。" is "一只猫".
    private static ulong[] Trigrams(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                letters.Append(char.ToLower(c, CultureInfo.InvariantCulture));
        }

        var trigrams = new HashSet<ulong>();
        for (var i = 0; i < Math.Max(1, letters.Length - 2) && letters.Length > 0; i++)
        {
            var trigram = 0UL;
            for (var j = i; j < Math.Min(i + 3, letters.Length); j++)
                trigram = trigram << 16 | letters[j];
            trigrams.Add(trigram);
        }

        return [.. trigrams];
    }
}
