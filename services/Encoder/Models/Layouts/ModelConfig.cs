using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models.Layouts;

/// <summary>The JSON files that come with a model, wherever in the folder they lie.</summary>
internal sealed class ModelConfig(string folder)
{
    private static readonly string[] Places = ["", "visual", "textual", "onnx"];

    /// <summary><c>model_type</c> of <c>config.json</c>, such as <c>clip</c>, <c>chinese_clip</c>, <c>siglip</c>, <c>bert</c>; empty when unknown.</summary>
    public string ModelType => Text(Json("config.json"), "model_type") ?? "";

    /// <summary>Most tokens of a text, or 0 when no file says so.</summary>
    public int Context
    {
        get
        {
            var config = Json("config.json");
            return Number(config?["text_cfg"], "context_length") ?? Number(config?["model_cfg"]?["text_cfg"], "context_length")
                ?? Number(config?["text_config"], "max_position_embeddings") ?? Number(config, "max_position_embeddings")
                ?? Number(Json("tokenizer_config.json"), "model_max_length") ?? 0;
        }
    }

    /// <summary>The id that fills a text up, from <c>config.json</c>; 0 when unknown.</summary>
    public int PadId => Number(Json("config.json")?["text_config"], "pad_token_id") ?? Number(Json("config.json"), "pad_token_id") ?? 0;

    /// <summary>Whether a BERT tokenizer lowers case. Default true.</summary>
    public bool LowerCase => Json("tokenizer_config.json")?["do_lower_case"]?.GetValueKind() != JsonValueKind.False;

    /// <summary>SPDX identifier from the model card's front matter; empty when there is none.</summary>
    public string License
    {
        get
        {
            var card = Path.Combine(folder, "README.md");
            if (!File.Exists(card))
                return "";
            var line = File.ReadLines(card).Take(60).FirstOrDefault(l => l.StartsWith("license:", StringComparison.Ordinal));
            return line is null ? "" : line["license:".Length..].Trim();
        }
    }

    /// <summary>How token vectors become one: <c>1_Pooling/config.json</c> of sentence encoders; mean where nothing is said, as their library does.</summary>
    public PoolingKind Pooling => Json(Path.Combine("1_Pooling", "config.json"))?["pooling_mode_cls_token"]?.GetValueKind() == JsonValueKind.True
        ? PoolingKind.Cls
        : PoolingKind.Mean;

    /// <summary>The path of a file, relative to the folder; null when it is nowhere.</summary>
    public string? Find(string name) =>
        Places.Select(p => p.Length == 0 ? name : p + "/" + name).FirstOrDefault(f => File.Exists(Path.Combine(folder, f)));

    /// <summary>A JSON file; null when it is nowhere.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it is no JSON.</exception>
    public JsonNode? Json(string name)
    {
        if (Find(name) is not { } file)
            return null;
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
        }
        catch (JsonException e)
        {
            throw BenchException.Invalid($"'{file}', line {e.LineNumber + 1}: {e.Message}", "directory", e);
        }
    }

    /// <summary>A whole number of an object, where it is one that fits.</summary>
    public static int? Number(JsonNode? node, string name) =>
        node is JsonObject o && o[name] is JsonValue v && v.TryGetValue<double>(out var number) && number is >= 0 and <= int.MaxValue ? (int)number : null;

    private static string? Text(JsonNode? node, string name) => node is JsonObject o && o[name] is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;
}
