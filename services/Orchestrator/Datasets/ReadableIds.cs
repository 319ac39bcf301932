using System.Text;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>Ids that people can read, each of them once.</summary>
internal sealed class ReadableIds
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The id, with a number behind it where it is taken: <c>dog</c>, <c>dog_2</c>, <c>dog_3</c>.</summary>
    public string Take(string id)
    {
        var unique = id;
        for (var n = 2; !_taken.Add(unique); n++)
            unique = FormattableString.Invariant($"{id}_{n}");
        return unique;
    }

    /// <summary>A name in small letters and digits of any script, with <c>_</c> for what lies between them.</summary>
    /// <param name="name">The name.</param>
    /// <param name="otherwise">What stands for a name without a letter or digit.</param>
    public static string Slug(string name, string otherwise)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                slug.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (slug.Length > 0 && slug[^1] != '_')
                slug.Append('_');
        }

        return slug.ToString().TrimEnd('_') is { Length: > 0 } text ? text : otherwise;
    }
}
