using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb datasets list|show</c>; the verbs of versions have files of their own.</summary>
internal static class DatasetsVerb
{
    public static Command Create(Terminal terminal) => new("datasets", "Finished datasets")
    {
        List(terminal),
        ShowOne(terminal),
        DatasetHistoryVerb.Create(terminal),
        DatasetDiffVerb.Create(terminal),
        DatasetExtendVerb.Create(terminal),
        DatasetDeleteVerb.Create(terminal),
    };

    /// <summary>Writes what a dataset is.</summary>
    public static void Show(Terminal terminal, Dataset dataset, bool json)
    {
        if (json)
        {
            terminal.Json(dataset.ToJson(), IsbJson.Readable.DatasetJson);
            return;
        }

        terminal.Line($"dataset    {dataset.Name} ({dataset.Kind})");
        terminal.Line($"hash       {dataset.Hash}");
        terminal.Line($"folder     {dataset.Directory}");
        terminal.Line($"images     {Tables.Count(dataset.Images)}{(dataset.SkippedImages > 0 ? $" ({Tables.Count(dataset.SkippedImages)} skipped)" : "")}");
        terminal.Line($"queries    {Tables.Count(dataset.Queries)}");
        terminal.Line($"judgements {Tables.Count(dataset.Judgments)}");
        foreach (var (part, count) in dataset.Counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            terminal.Line($"  {Tables.Padded(part, 16)} {Tables.Count(count),8}");
        foreach (var (licence, count) in dataset.Licences.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal))
            terminal.Line($"licence    {(licence.Length > 0 ? licence : "not known")}: {Tables.Count(count)} images");
        if (dataset.Parent.Length > 0)
            terminal.Line($"made from  {Short(dataset.Parent)} ('isb datasets history {Short(dataset.Hash)}')");
    }

    private static Command List(Terminal terminal) =>
        new Command("list", "Lists the datasets, newest first").RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
        {
            var datasets = await ListAsync(services, cancellationToken).ToListAsync(cancellationToken);
            if (arguments.GetValue(GlobalOptions.Json))
            {
                terminal.Json([.. datasets.Select(d => d.ToJson())], IsbJson.Readable.IReadOnlyListDatasetJson);
                return;
            }

            if (datasets.Count == 0)
            {
                terminal.Line("No datasets yet: build one with 'isb build labels'.");
                return;
            }

            var table = Tables.WithColumns("hash", "name", "kind", ">images", ">queries", ">judgements");
            foreach (var d in datasets)
                table.Row(Short(d.Hash), d.Name, d.Kind, Tables.Count(d.Images), Tables.Count(d.Queries), Tables.Count(d.Judgments));
            terminal.Write(table);
        });

    private static Command ShowOne(Terminal terminal)
    {
        var dataset = new Argument<string>("DATASET") { Description = "Name, hash or the first 8 or more characters of it" };
        return new Command("show", "Shows what a dataset holds") { dataset }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new GetDatasetRequest { Dataset = ServerPaths.Dataset(arguments.GetRequiredValue(dataset)) };
                var reply = await services.Datasets.GetDatasetAsync(request, cancellationToken: cancellationToken);
                Show(terminal, reply.Dataset, arguments.GetValue(GlobalOptions.Json));
            });
    }

    internal static string Short(string hash) => hash[..Math.Min(12, hash.Length)];

    private static IAsyncEnumerable<Dataset> ListAsync(ServiceConnection services, CancellationToken cancellationToken) =>
        Pages.ReadAsync(async token =>
        {
            var page = await services.Datasets.ListDatasetsAsync(
                new ListDatasetsRequest { PageSize = Pages.Size, PageToken = token }, cancellationToken: cancellationToken);
            return ((IEnumerable<Dataset>)page.Datasets, page.NextPageToken);
        });
}
