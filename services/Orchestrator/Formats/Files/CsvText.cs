namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Writes CSV (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>A line without its end.</summary>
    public static string Line(params IEnumerable<string> fields) => string.Join(',', fields.Select(Field));

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") >= 0 || text.StartsWith(' ') || text.EndsWith(' ')
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
