using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Labels in one field of a table: a JSON array, empty for none.</summary>
internal static class LabelList
{
    public static string Write(IReadOnlyList<string> labels) => labels.Count == 0 ? "" : Json.Write(labels);

    /// <summary>The labels of a field; text that is no JSON array is one label.</summary>
    public static IReadOnlyList<string> Read(string? field)
    {
        if (string.IsNullOrEmpty(field))
            return [];
        try
        {
            return field.StartsWith('[') ? JsonSerializer.Deserialize<string[]>(field) ?? [] : [field];
        }
        catch (JsonException)
        {
            return [field];
        }
    }
}
