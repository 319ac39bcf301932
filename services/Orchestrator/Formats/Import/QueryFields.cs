using System.Text.Json;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>Attributes of queries as fields of JSON, in formats that have room for more fields.</summary>
internal static class QueryFields
{
    /// <summary>A query with the attributes that are there; unknown fields are passed over.</summary>
    public static DatasetQuery Read(string id, string text, JsonElement fields, string language)
    {
        var query = QueryDefaults.Of(id, text, language);
        return query with
        {
            Language = language.Length > 0 ? language : fields.TextOf("language") ?? query.Language,
            Style = fields.TextOf("style") ?? "",
            Level = (int)Math.Clamp(fields.NumberOf("level") ?? 0, 0, int.MaxValue),
            Topic = fields.TextOf("topic") ?? "",
            Labels = fields.TextsOf("labels"),
            Provenance = fields.TextOf("provenance"),
        };
    }
}
