using System.Text;

namespace ImageSearchBench.Index.Milvus;

/// <summary>Filter expressions in Milvus' language.</summary>
internal static class MilvusExpressions
{
    /// <summary>Vectors with one of these ids.</summary>
    public static string WithIds(IEnumerable<string> ids) => $"{MilvusSchema.Id} in [{string.Join(',', ids.Select(Quote))}]";

    /// <summary>Vectors with an id behind this one.</summary>
    public static string After(string id) => $"{MilvusSchema.Id} > {Quote(id)}";

    /// <summary>Vectors that have all these labels; empty for no filter.</summary>
    public static string WithLabels(IReadOnlyDictionary<string, string> labels) =>
        string.Join(" and ", labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{MilvusSchema.Labels}[{Quote(l.Key)}] == {Quote(l.Value)}"));

    /// <summary>A text as a literal.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
