using System.CommandLine;
using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb runs list</c>.</summary>
internal static class RunsVerb
{
    public static Command Create(Terminal terminal) => new("runs", "Evaluated systems") { List(terminal) };

    private static Command List(Terminal terminal) =>
        new Command("list", "Lists the runs, newest first").RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
        {
            var runs = await ListAsync(services, cancellationToken).ToListAsync(cancellationToken);
            if (arguments.GetValue(GlobalOptions.Json))
            {
                terminal.Json([.. runs.Select(r => r.ToJson())], IsbJson.Readable.IReadOnlyListRunJson);
                return;
            }

            if (runs.Count == 0)
            {
                terminal.Line("No runs yet: make one with 'isb evaluate'.");
                return;
            }

            var table = Tables.WithColumns("run", "system", "dataset", ">queries", ">top K", "made");
            foreach (var run in runs)
            {
                table.Row(
                    run.Id,
                    run.SystemName,
                    $"{run.DatasetName} ({run.DatasetHash[..Math.Min(12, run.DatasetHash.Length)]})",
                    Tables.Count(run.Summary.Queries),
                    Tables.Count(run.TopK),
                    run.CreateTime.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture));
            }

            terminal.Write(table);
        });

    private static IAsyncEnumerable<Run> ListAsync(ServiceConnection services, CancellationToken cancellationToken) =>
        Pages.ReadAsync(async token =>
        {
            var page = await services.Runs.ListRunsAsync(
                new ListRunsRequest { PageSize = Pages.Size, PageToken = token }, cancellationToken: cancellationToken);
            return ((IEnumerable<Run>)page.Runs, page.NextPageToken);
        });
}
