using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;
using YamlDotNet.Core;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// A taxonomy file: <c>{"version": 1, "labels": [{"name", "zh", "en", "parents": […], "equivalents": […]}]}</c>, as JSON, or as YAML where
/// the name ends with <c>.yaml</c> or <c>.yml</c>.
/// </summary>
internal static class TaxonomyFile
{
    private const int MaxBytes = 64 << 20;

    private static readonly string[] Languages = ["zh", "en"];

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="BenchException">The file is missing or broken; names every fault at once.</exception>
    public static async Task<IReadOnlyList<Label>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (document, lines) = await ParseAsync(path, cancellationToken);
        using var disposed = document;
        var faults = new List<string>();
        var labels = new List<Label>();
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("labels", out var list) || list.ValueKind is not JsonValueKind.Array)
            throw BenchException.Invalid($"{path}: a taxonomy is an object with an array 'labels'.", "taxonomy");
        if (!root.TryGetProperty("version", out var version) || version.ValueKind is not JsonValueKind.Number || version.GetRawText() != "1")
            faults.Add("'version' must be 1.");

        foreach (var (index, element) in list.EnumerateArray().Index())
        {
            if (ReadLabel(element, index < lines.Count ? $"line {lines[index]}" : $"labels[{index}]", faults) is { } label)
                labels.Add(label);
        }

        foreach (var language in Languages)
            FindSameNames(labels, language, faults);
        if (faults.Count > 0)
            throw BenchException.Invalid($"{path}: {string.Join(" ", faults)}", "taxonomy");
        return labels;
    }

    /// <summary>Writes labels as a taxonomy file, one a line.</summary>
    public static async Task WriteAsync(string path, IReadOnlyList<Label> labels, CancellationToken cancellationToken)
    {
        await using var file = DurableFile.Create(path);
        await file.WriteAsync("{\"version\":1,\"labels\":[\n"u8.ToArray(), cancellationToken);
        foreach (var (index, label) in labels.Index())
        {
            var line = new JsonObject { ["name"] = label.Name };
            foreach (var language in Languages.Where(label.Names.ContainsKey))
                line[language] = label.Names[language];
            if (label.Parents.Count > 0)
                line["parents"] = new JsonArray([.. label.Parents.Select(p => (JsonNode)p)]);
            if (label.Equivalents.Count > 0)
                line["equivalents"] = new JsonArray([.. label.Equivalents.Select(e => (JsonNode)e)]);
            await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, Json.Line), cancellationToken);
            await file.WriteAsync(index < labels.Count - 1 ? ",\n"u8.ToArray() : "\n"u8.ToArray(), cancellationToken);
        }

        await file.WriteAsync("]}\n"u8.ToArray(), cancellationToken);
        await file.FlushToDiskAsync(cancellationToken);
    }

    private static async Task<(JsonDocument Document, IReadOnlyList<int> Lines)> ParseAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = DurableFile.OpenRead(path);
            if (file.Length > MaxBytes)
                throw BenchException.Invalid($"{path} is larger than {MaxBytes >> 20} MiB: this is no taxonomy.", "taxonomy");
            if (!path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
                return (await JsonDocument.ParseAsync(file, Options, cancellationToken), []);
            using var reader = new StreamReader(file);
            return TaxonomyYaml.Parse(await reader.ReadToEndAsync(cancellationToken));
        }
        catch (Exception e) when (e is JsonException or YamlException)
        {
            throw BenchException.Invalid($"{path}: {(e is YamlException yaml ? $"line {yaml.Start.Line}: " : "")}{e.Message}", "taxonomy", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BenchException.Invalid($"The taxonomy {path} cannot be read: {e.Message}", "taxonomy", e);
        }
    }

    private static Label? ReadLabel(JsonElement element, string where, List<string> faults)
    {
        if (element.ValueKind is not JsonValueKind.Object || Text(element, "name") is not { } name)
        {
            faults.Add($"{where} must be an object with a 'name'.");
            return null;
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name is "zh" or "en")
            {
                if (Text(element, property.Name) is { } text)
                    names[property.Name] = text;
                else
                    faults.Add($"{where} ('{name}'): '{property.Name}' must be a text that is not empty.");
            }
            else if (property.Name is not ("name" or "parents" or "equivalents"))
                faults.Add($"{where} ('{name}'): '{property.Name}' is unknown; a label has name, zh, en, parents and equivalents.");
        }

        return new Label(name, names, List(element, "parents", where, faults), List(element, "equivalents", where, faults));
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text
            ? text
            : null;

    private static string[] List(JsonElement element, string property, string where, List<string> faults)
    {
        if (!element.TryGetProperty(property, out var value))
            return [];
        if (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind is JsonValueKind.String))
            return value.EnumerateArray().Select(v => v.GetString()!.Trim()).ToArray();
        faults.Add($"{where}: '{property}' must be an array of label names.");
        return [];
    }

    // Two labels with one name would give the same query text with different answers.
    private static void FindSameNames(List<Label> labels, string language, List<string> faults)
    {
        foreach (var same in labels.Where(l => l.Names.ContainsKey(language)).GroupBy(l => l.Names[language], StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var names = string.Join(", ", same.Select(l => $"'{l.Name}'"));
            faults.Add($"labels {names} are all called '{same.Key}' in '{language}': their queries could not be told apart.");
        }
    }
}
