using System.Text;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Readable ids of label queries, such as <c>dog+traffic_light.word.en</c>.</summary>
internal sealed class QueryIds
{
    private readonly string[] _slugs;

    /// <param name="labels">The labels; two whose names differ only in signs get a number.</param>
    public QueryIds(IReadOnlyList<Label> labels)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _slugs = labels.Select(l => Unique(Slug(l.Name), seen)).ToArray();
    }

    public string Of(IEnumerable<int> labels, string style, string language) =>
        $"{string.Join('+', labels.Select(i => _slugs[i]))}.{style}.{language}";

    private static string Unique(string slug, HashSet<string> seen)
    {
        var unique = slug;
        for (var n = 2; !seen.Add(unique); n++)
            unique = $"{slug}_{n}";
        return unique;
    }

    private static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                slug.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (slug.Length > 0 && slug[^1] != '_')
                slug.Append('_');
        }

        return slug.ToString().TrimEnd('_') is { Length: > 0 } text ? text : "label";
    }
}
