using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary>The list of formats, as three verbs show it.</summary>
internal static class FormatTable
{
    /// <summary>Writes the formats that the server knows.</summary>
    public static async Task ShowAsync(ServiceConnection services, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        var formats = (await services.Formats.ListFormatsAsync(new ListFormatsRequest(), cancellationToken: cancellationToken)).Formats;
        if (json)
        {
            terminal.Json([.. formats.Select(f => f.ToJson())], IsbJson.Readable.IReadOnlyListFormatJson);
            return;
        }

        var table = Tables.WithColumns("format", "import", "export", "validate", "what it is", "paths to import", "also called");
        foreach (var f in formats)
            table.Row(f.Name, Mark(f.Imports), Mark(f.Exports), Mark(f.Validates), f.Description, f.Paths, string.Join(' ', f.Aliases));
        terminal.Write(table);
    }

    private static string Mark(bool yes) => yes ? "yes" : "-";
}
