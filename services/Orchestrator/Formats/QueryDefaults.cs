using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Formats;

/// <summary>What is taken for true of a query where its file says nothing.</summary>
internal static class QueryDefaults
{
    /// <summary>A query with what its text shows.</summary>
    public static DatasetQuery Of(string id, string text, string language = "") =>
        new(id, text) { Language = language.Length > 0 ? language : LanguageOf(text) };

    /// <summary>The query says no more than its text shows.</summary>
    public static bool Says(DatasetQuery query) =>
        query.Language == LanguageOf(query.Text) && query is { Style: "", Level: 0, Topic: "", Labels.Count: 0, Provenance: null };

    /// <summary>The language as far as its script shows it: <c>ja</c> by kana, <c>ko</c> by hangul, <c>zh</c> by Han characters without either; else empty.</summary>
    public static string LanguageOf(string text)
    {
        var han = false;
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case >= 0x3040 and <= 0x30FF:
                    return "ja";
                case >= 0xAC00 and <= 0xD7AF:
                    return "ko";
                case (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF):
                    han = true;
                    break;
            }
        }

        return han ? "zh" : "";
    }
}
