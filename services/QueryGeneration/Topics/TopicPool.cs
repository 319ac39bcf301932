using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Topics;

/// <summary>Where the objects of a reply went.</summary>
internal enum TopicPlacement
{
    /// <summary>The topic was in the pool.</summary>
    KnownTopic,

    /// <summary>The topic was new, an object was not.</summary>
    KnownObject,

    /// <summary>Neither was known.</summary>
    NewTopic,
}

/// <summary>A topic of the pool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Checked">Objects from a person.</param>
/// <param name="Generated">Objects from a model, in the order of their making.</param>
internal sealed record PooledTopic(string Name, List<string> Checked, List<string> Generated)
{
    /// <summary>All objects, those from a person first.</summary>
    public IEnumerable<string> Objects => Checked.Concat(Generated);
}

/// <summary>
/// Topics and their objects, without duplicates: a topic that is there gets the new objects; a new topic with an object that some topic has
/// is that topic by another name, so all its objects go there; otherwise it is a new topic. An object is in one pool only.
/// </summary>
internal sealed class TopicPool
{
    private readonly List<PooledTopic> _topics = [];
    private readonly Dictionary<string, PooledTopic> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PooledTopic> _byObject = new(StringComparer.Ordinal);

    /// <summary>The topics, in the order of their making.</summary>
    public IReadOnlyList<PooledTopic> Topics => _topics;

    /// <summary>Takes a topic to begin with. Topics of the same name become one; an object that is there already is left out.</summary>
    public void Seed(string name, IEnumerable<string> checkedObjects, IEnumerable<string> generatedObjects)
    {
        var topic = _byName.GetValueOrDefault(TextKey.Of(name)) ?? Create(name);
        topic.Checked.AddRange(checkedObjects.Where(o => _byObject.TryAdd(TextKey.Of(o), topic)));
        topic.Generated.AddRange(generatedObjects.Where(o => _byObject.TryAdd(TextKey.Of(o), topic)));
    }

    /// <summary>Puts a reply's objects where they belong.</summary>
    /// <param name="name">The reply's topic.</param>
    /// <param name="objects">Its objects; at least one.</param>
    /// <returns>The topic they went to, how it was found, and which of them were new.</returns>
    public (PooledTopic Topic, TopicPlacement Placement, IReadOnlyList<string> Added) Place(string name, IReadOnlyList<string> objects)
    {
        var (topic, placement) = _byName.TryGetValue(TextKey.Of(name), out var known)
            ? (known, TopicPlacement.KnownTopic)
            : OwnerOf(objects) is { } owner ? (owner, TopicPlacement.KnownObject) : (Create(name), TopicPlacement.NewTopic);
        var added = objects.Where(o => _byObject.TryAdd(TextKey.Of(o), topic)).ToList();
        topic.Generated.AddRange(added);
        return (topic, placement, added);
    }

    // Objects of two topics at once: the topic that has more of them, then the older one.
    private PooledTopic? OwnerOf(IEnumerable<string> objects) => objects
        .Select(o => _byObject.GetValueOrDefault(TextKey.Of(o))).OfType<PooledTopic>()
        .GroupBy(t => t, ReferenceEqualityComparer.Instance)
        .OrderByDescending(g => g.Count()).ThenBy(g => _topics.IndexOf((PooledTopic)g.Key!))
        .Select(g => (PooledTopic)g.Key!).FirstOrDefault();

    private PooledTopic Create(string name)
    {
        var topic = new PooledTopic(name, [], []);
        _topics.Add(topic);
        _byName.Add(TextKey.Of(name), topic);
        return topic;
    }
}
