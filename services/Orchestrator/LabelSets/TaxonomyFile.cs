using System.Text.Json;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// Reads a taxonomy file: <c>{"version": 1, "labels": [{"name", "zh", "en", "parents": […], "equivalents": […]}]}</c>.
/// </summary>
internal static class TaxonomyFile
{
    private const int MaxBytes = 64 << 20;

    private static readonly string[] Languages = ["zh", "en"];

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="BenchException">The file is missing or broken; names every fault at once.</exception>
    public static async Task<IReadOnlyList<Label>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var document = await ParseAsync(path, cancellationToken);
        var faults = new List<string>();
        var labels = new List<Label>();
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("labels", out var list) || list.ValueKind is not JsonValueKind.Array)
            throw BenchException.Invalid($"{path}: a taxonomy is an object with an array 'labels'.", "taxonomy");
        if (!root.TryGetProperty("version", out var version) || version.ValueKind is not JsonValueKind.Number || version.GetRawText() != "1")
            faults.Add("'version' must be 1.");

        var index = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (ReadLabel(element, $"labels[{index++}]", faults) is { } label)
                labels.Add(label);
        }

        foreach (var language in Languages)
            FindSameNames(labels, language, faults);
        if (faults.Count > 0)
            throw BenchException.Invalid($"{path}: {string.Join(" ", faults)}", "taxonomy");
        return labels;
    }

    private static async Task<JsonDocument> ParseAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = Storage.DurableFile.OpenRead(path);
            if (file.Length > MaxBytes)
                throw BenchException.Invalid($"{path} is larger than {MaxBytes >> 20} MiB: this is no taxonomy.", "taxonomy");
            return await JsonDocument.ParseAsync(file, Options, cancellationToken);
        }
        catch (JsonException e)
        {
            throw BenchException.Invalid($"{path}: {e.Message}", "taxonomy", e);
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
