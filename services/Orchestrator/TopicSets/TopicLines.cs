using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>
/// Topics as a person writes them, a line each: <c>食物: 饺子, 意大利面, 汉堡</c>; full-width punctuation does as well, lines that begin with '#' are
/// notes. All objects count as checked by a person.
/// </summary>
internal static class TopicLines
{
    private static readonly char[] Separators = [',', '，', '、'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">A line is broken, or a topic or an object is there twice; names file and line.</exception>
    public static async Task<IReadOnlyList<KnownTopic>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var topics = new List<KnownTopic>();
        var seen = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            var line = System.Text.Encoding.UTF8.GetString(lines.Line.Span).Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var topic = Parse(line) ?? throw lines.Fault($"expected 'topic: object, object', found '{line}'.");
            if (!names.TryAdd(topic.Name, lines.Number))
                throw lines.Fault($"the topic '{topic.Name}' is in line {names[topic.Name]} already: put its objects there.");
            foreach (var thing in topic.Checked)
            {
                if (!seen.TryAdd(thing, lines.Number))
                    throw lines.Fault($"the object '{thing}' is in line {seen[thing]} already: an object belongs to one topic.");
            }

            topics.Add(topic);
        }

        return topics.Count > 0 ? topics : throw BenchException.Invalid($"{path} holds no topic: write lines such as '食物: 饺子, 意大利面, 汉堡'.");
    }

    private static KnownTopic? Parse(string line)
    {
        var colon = line.AsSpan().IndexOfAny(':', '：');
        if (colon <= 0)
            return null;
        var objects = line[(colon + 1)..].Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var name = line[..colon].Trim();
        return name.Length > 0 && objects.Length > 0 ? new KnownTopic(name, objects, []) : null;
    }
}
