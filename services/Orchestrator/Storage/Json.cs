using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>How this service writes JSON: names in snake case, text as it is (Chinese stays readable), nothing for null.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Line = Create(indented: false);

    public static readonly JsonSerializerOptions Document = Create(indented: true);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Line);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Line) ?? throw new JsonException($"null where a {typeof(T).Name} was expected.");

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            NewLine = "\n",
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
