using System.Text.Json;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>Attributes of images as fields of JSON, in formats that have room for more fields.</summary>
internal static class ImageFields
{
    /// <summary>The image with the attributes that are there; unknown fields are passed over.</summary>
    public static SourceImage Read(SourceImage image, JsonElement fields) => image with
    {
        Time = fields.TextOf("time"),
        TakenAt = fields.TextOf("place"),
        Source = fields.TextOf("source", "url"),
        Licence = fields.TextOf("licence", "license"),
        Sha256 = fields.TextOf("sha256"),
        Size = fields.NumberOf("size"),
        Width = (int?)fields.NumberOf("width"),
        Height = (int?)fields.NumberOf("height"),
    };
}
