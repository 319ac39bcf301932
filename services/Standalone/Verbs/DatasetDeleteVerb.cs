using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb datasets delete</c>.</summary>
internal static class DatasetDeleteVerb
{
    public static Command Create(Terminal terminal)
    {
        var dataset = new Argument<string>("DATASET") { Description = "Hash or the first 8 or more characters of it" };
        var force = new Option<bool>("--force") { Description = "Delete it although runs, newer versions or unfinished jobs need it" };
        return new Command("delete", "Deletes a dataset with what was made of it; runs keep their figures") { dataset, force }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new DeleteDatasetRequest { Dataset = arguments.GetRequiredValue(dataset), Force = arguments.GetValue(force) };
                await services.Datasets.DeleteDatasetAsync(request, cancellationToken: cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                    terminal.Json(new DeletedJson(request.Dataset), IsbJson.Readable.DeletedJson);
                else
                    terminal.Line($"Deleted {request.Dataset}.");
            });
    }
}
