using System.Text;

namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>
/// Terms of texts. Chinese and Japanese characters make pairs of neighbours, which no dictionary needs, and single characters for queries of
/// one; other letters and digits make words, in lower case, without a plural's ending (S stemmer, Harman 1991). The particle 的 and a
/// few little words of English separate and are no terms.
/// </summary>
internal static class TextTerms
{
    private static readonly HashSet<string> LittleWords = new(["a", "an", "the", "of", "in", "on", "at", "with", "and", "or", "to", "is", "are"], StringComparer.Ordinal);

    /// <summary>Terms of an image's text, with repeats.</summary>
    public static IEnumerable<string> OfText(string text)
    {
        foreach (var (run, isHan) in Runs(text))
        {
            if (!isHan)
            {
                yield return run;
                continue;
            }

            var characters = Characters(run);
            foreach (var character in characters)
                yield return character;
            for (var i = 0; i + 1 < characters.Count; i++)
                yield return characters[i] + characters[i + 1];
        }
    }

    /// <summary>Terms that an image's text must have to answer a query, each once.</summary>
    public static IReadOnlyList<string> OfQuery(string text)
    {
        var terms = new List<string>();
        foreach (var (run, isHan) in Runs(text))
        {
            var characters = isHan ? Characters(run) : [];
            if (characters.Count < 2)
                terms.Add(run);
            for (var i = 0; i + 1 < characters.Count; i++)
                terms.Add(characters[i] + characters[i + 1]);
        }

        return [.. terms.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A term counts for a text's length; single characters repeat what pairs say.</summary>
    public static bool CountsForLength(string term) => term.Length > 1;

    private static IEnumerable<(string Run, bool IsHan)> Runs(string text)
    {
        var run = new StringBuilder();
        var isHan = false;
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            var kind = Kind(rune);
            if (run.Length > 0 && (kind is null || kind != isHan))
            {
                if (Finish(run, isHan) is { } done)
                    yield return (done, isHan);
                run.Clear();
            }

            if (kind is null)
                continue;
            isHan = kind.Value;
            run.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        if (run.Length > 0 && Finish(run, isHan) is { } last)
            yield return (last, isHan);
    }

    // True for Han characters and kana, false for other letters and digits, null for what separates.
    private static bool? Kind(Rune rune) => rune.Value switch
    {
        '的' => null,
        (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF) => true,
        _ => Rune.IsLetterOrDigit(rune) ? false : null,
    };

    private static string? Finish(StringBuilder run, bool isHan)
    {
        var text = run.ToString();
        return isHan ? text : LittleWords.Contains(text) ? null : Stem(text);
    }

    private static string Stem(string word)
    {
        if (word.Length < 4 || !word.EndsWith('s'))
            return word;
        if (word.EndsWith("ies", StringComparison.Ordinal) && !word.EndsWith("eies", StringComparison.Ordinal) && !word.EndsWith("aies", StringComparison.Ordinal))
            return word[..^3] + "y";
        if (word.EndsWith("es", StringComparison.Ordinal))
            return word[^3] is 'a' or 'e' or 'o' ? word : word[..^1];
        return word[^2] is 'u' or 's' ? word : word[..^1];
    }

    private static List<string> Characters(string run) => [.. run.EnumerateRunes().Select(r => r.ToString())];
}
