using ImageSearchBench.Orchestrator.Datasets;

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
        var ids = new ReadableIds();
        return
        [
            .. from topic in topics
               from thing in topic.Objects
               select new TopicQuery(ids.Take($"{Slug(topic.Name)}.{Slug(thing.Text)}"), thing, topic.Name, language),
        ];
    }

    private static string Slug(string name) => ReadableIds.Slug(name, "x");
}
