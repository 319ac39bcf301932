using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb runs list|show</c>.</summary>
internal static class RunsVerb
{
    public static Command Create(Terminal terminal) => new("runs", "Evaluated systems") { List(terminal), ShowOne(terminal) };

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

    private static Command ShowOne(Terminal terminal)
    {
        var run = FailuresVerb.RunArgument();
        var perQuery = new Option<bool>("--per-query", "-q") { Description = "Give the values of each query too" };
        return new Command("show", "Shows a run's figures") { run, perQuery }.RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
        {
            var id = arguments.GetRequiredValue(run);
            var found = (await services.Runs.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
            var topics = arguments.GetValue(perQuery) ? ReadAsync(services, id, cancellationToken) : null;
            if (arguments.GetValue(GlobalOptions.Json))
            {
                var values = topics is null ? null : await topics.Select(t => t.ToJson(found)).ToListAsync(cancellationToken);
                terminal.Json(found.ToEvaluationJson() with { PerQuery = values }, IsbJson.Readable.EvaluationJson);
                return;
            }

            EvaluateVerb.Show(terminal, found);
            if (topics is not null)
                terminal.Write(RunTables.Queries(found, await topics.ToListAsync(cancellationToken)));
        });
    }

    private static async IAsyncEnumerable<RunTopic> ReadAsync(
        ServiceConnection services, string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = services.Runs.ReadRun(new ReadRunRequest { RunId = id }, cancellationToken: cancellationToken);
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            foreach (var topic in part.Topics)
            {
                // What was found is not shown here, and would fill the memory.
                topic.Hits.Clear();
                yield return topic;
            }
        }
    }

    private static IAsyncEnumerable<Run> ListAsync(ServiceConnection services, CancellationToken cancellationToken) =>
        Pages.ReadAsync(async token =>
        {
            var page = await services.Runs.ListRunsAsync(
                new ListRunsRequest { PageSize = Pages.Size, PageToken = token }, cancellationToken: cancellationToken);
            return ((IEnumerable<Run>)page.Runs, page.NextPageToken);
        });
}
