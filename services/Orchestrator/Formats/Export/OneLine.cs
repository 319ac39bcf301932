namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>Texts in formats that have one a line.</summary>
internal static class OneLine
{
    /// <summary>The text with line breaks as spaces.</summary>
    public static string Of(string text) => text.AsSpan().IndexOfAny('\n', '\r') < 0 ? text : text.ReplaceLineEndings(" ");
}
