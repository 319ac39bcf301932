using System.Text;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary>
/// Topics as a person writes them, a line each: <c>食物: 饺子, 意大利面, 汉堡</c>; full-width punctuation does as well, lines that begin with '#' are
/// notes. All objects of a file that is read count as checked by a person: that is what the file is for.
/// </summary>
internal static class TopicFile
{
    private static readonly char[] Separators = [',', '，', '、'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">InvalidArgument, naming file and line.</exception>
    public static async Task<IReadOnlyList<Topic>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var topics = new List<Topic>();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line) && !line.StartsWith('#'))
                topics.Add(Parse(line, path, number));
        }

        return topics.Count > 0 ? topics : throw BenchException.Invalid($"{path} holds no topic: write lines such as '食物: 饺子, 意大利面, 汉堡'.");
    }

    /// <summary>A topic's line.</summary>
    public static string Line(Topic topic) => $"{topic.Name}: {string.Join(", ", topic.CheckedObjects.Concat(topic.GeneratedObjects))}";

    /// <summary>Writes a file, whole or not at all.</summary>
    public static async Task WriteAsync(string path, IEnumerable<Topic> topics, CancellationToken cancellationToken)
    {
        var temporary = path + ".part";
        await using (var stream = new FileStream(temporary, FileMode.Create))
        {
            foreach (var topic in topics)
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Line(topic) + "\n"), cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static Topic Parse(string line, string path, int number)
    {
        var colon = line.AsSpan().IndexOfAny(':', '：');
        var objects = colon < 0 ? [] : line[(colon + 1)..].Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return colon > 0 && objects.Length > 0
            ? new Topic { Name = line[..colon].Trim(), CheckedObjects = { objects } }
            : throw BenchException.Invalid($"{path}:{number}: expected 'topic: object, object', found '{line}'.");
    }
}
