using System.Text;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>A query of a topic set.</summary>
/// <param name="Id">Readable and unique, such as <c>食物.饺子</c>.</param>
/// <param name="Object">What a person types, with where it comes from.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Language">BCP 47 tag.</param>
internal sealed record TopicQuery(string Id, TopicObject Object, string Topic, string Language)
{
    /// <summary>What a person types.</summary>
    public string Text => Object.Text;

    /// <summary>The queries of topics, in their order.</summary>
    public static IReadOnlyList<TopicQuery> Of(IEnumerable<TopicObjects> topics, string language)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. from topic in topics
               from thing in topic.Objects
               select new TopicQuery(Unique($"{Slug(topic.Name)}.{Slug(thing.Text)}", ids), thing, topic.Name, language),
        ];
    }

    private static string Unique(string id, HashSet<string> ids)
    {
        var unique = id;
        for (var n = 2; !ids.Add(unique); n++)
            unique = FormattableString.Invariant($"{id}_{n}");
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

        return slug.ToString().TrimEnd('_') is { Length: > 0 } text ? text : "x";
    }
}
