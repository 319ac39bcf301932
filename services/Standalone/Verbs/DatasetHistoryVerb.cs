using System.CommandLine;
using System.Text.Json;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb datasets history</c>.</summary>
internal static class DatasetHistoryVerb
{
    public static Command Create(Terminal terminal)
    {
        var dataset = new Argument<string>("DATASET") { Description = "Name, hash or the first 8 or more characters of it" };
        return new Command("history", "Shows the versions that a dataset was made from, and those made from it") { dataset }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new GetDatasetHistoryRequest { Dataset = arguments.GetRequiredValue(dataset) };
                var reply = await services.Datasets.GetDatasetHistoryAsync(request, cancellationToken: cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                {
                    terminal.Json(
                        new HistoryJson([.. reply.Versions.Select(ToJson)], [.. reply.Children.Select(ToJson)]), IsbJson.Readable.HistoryJson);
                    return;
                }

                var table = Tables.WithColumns("version", "name", "made", ">queries", ">judgements", "what was done");
                foreach (var version in reply.Versions)
                    Add(table, version, "");
                foreach (var child in reply.Children)
                    Add(table, child, "made from it: ");
                terminal.Write(table);
            });
    }

    private static void Add(Spectre.Console.Table table, DatasetVersion version, string before)
    {
        if (version.Dataset is { } dataset)
        {
            table.Row(
                DatasetsVerb.Short(version.Hash),
                dataset.Name,
                dataset.CreateTime.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture),
                Tables.Count(dataset.Queries),
                Tables.Count(dataset.Judgments),
                before + (version.Change.Length > 0 ? Describe(version.Change) : "built"));
        }
        else
            table.Row(DatasetsVerb.Short(version.Hash), "", "", "", "", "deleted");
    }

    // Such as "taxonomy taxonomy.yaml; judgements +12 -3 ~1".
    private static string Describe(string change)
    {
        using var document = JsonDocument.Parse(change);
        var root = document.RootElement;
        var parts = new List<string>();
        if (root.TryGetProperty("taxonomy", out var taxonomy))
            parts.Add($"taxonomy {Text(taxonomy, "file")}");
        if (root.TryGetProperty("judgments", out var judgments))
            parts.Add(Text(judgments, "file") + (Text(judgments, "reviewer") is { Length: > 0 } reviewer ? $" by {reviewer}" : ""));
        parts.Add($"judgements +{Number(root, "judgments_added")} -{Number(root, "judgments_removed")} ~{Number(root, "judgments_changed")}");
        return string.Join("; ", parts);
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static string Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? Tables.Count(number) : "0";

    private static VersionJson ToJson(DatasetVersion version)
    {
        if (version.Change.Length == 0)
            return new VersionJson(version.Hash, version.Dataset?.ToJson(), Change: null);
        using var document = JsonDocument.Parse(version.Change);
        return new VersionJson(version.Hash, version.Dataset?.ToJson(), document.RootElement.Clone());
    }
}
