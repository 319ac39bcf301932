using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb datasets diff</c>.</summary>
internal static class DatasetDiffVerb
{
    public static Command Create(Terminal terminal)
    {
        var from = new Argument<string>("FROM") { Description = "The older dataset: name, hash or the first 8 or more characters of it" };
        var to = new Argument<string>("TO") { Description = "The newer dataset" };
        var max = new Option<int>("--max")
        {
            Description = "Differences that are listed, 1 to 100000; all are counted",
            HelpName = "N",
            DefaultValueFactory = _ => 1000,
        };
        return new Command("diff", "Lists what two datasets differ in: parameters, files, images, queries, judgements") { from, to, max }
            .RunsWithServices(
                terminal,
                arguments => new DiffDatasetsRequest
                {
                    From = arguments.GetRequiredValue(from),
                    To = arguments.GetRequiredValue(to),
                    MaxDifferences = BuildVerb.Positive("--max", arguments.GetValue(max)),
                },
                async (request, arguments, services, cancellationToken) =>
                {
                    using var call = services.Datasets.DiffDatasets(request, cancellationToken: cancellationToken);
                    await ShowAsync(call.ResponseStream, terminal, arguments.GetValue(GlobalOptions.Json), cancellationToken);
                });
    }

    private static async Task ShowAsync(
        IAsyncStreamReader<DiffDatasetsResponse> stream, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        var listed = new List<DatasetDifferenceJson>();
        DatasetDiffSummary? summary = null;
        await foreach (var response in stream.ReadAllAsync(cancellationToken))
        {
            summary = response.Summary ?? summary;
            if (response.Difference is not { } difference)
                continue;
            if (json)
                listed.Add(ToJson(difference));
            else
                terminal.Line(Line(difference));
        }

        var counts = (summary ?? throw new BenchException(ErrorKind.Internal, "The stream ended without a summary.")).Counts;
        if (json)
        {
            terminal.Json(
                new DatasetDiffJson(
                    [.. counts.Select(c => new DifferenceCountJson(JsonMapping.Word(c.Part), c.Added, c.Removed, c.Changed))], listed),
                IsbJson.Readable.DatasetDiffJson);
            return;
        }

        var table = Tables.WithColumns("part", ">added", ">removed", ">changed");
        foreach (var count in counts)
            table.Row(JsonMapping.Word(count.Part), Tables.Count(count.Added), Tables.Count(count.Removed), Tables.Count(count.Changed));
        terminal.Write(table);
    }

    // Such as "+ judgment dog.word.en 000123: 1".
    private static string Line(DatasetDifference difference)
    {
        var sign = difference.Kind switch
        {
            DifferenceKind.Added => '+',
            DifferenceKind.Removed => '-',
            _ => '~',
        };
        var image = difference.ImageId.Length > 0 ? $" {difference.ImageId}" : "";
        var what = difference.Count > 1 ? $"{Tables.Count(difference.Count)} of them"
            : difference.Kind is DifferenceKind.Changed ? $"{difference.From} → {difference.To}"
            : difference.From + difference.To;
        return $"{sign} {JsonMapping.Word(difference.Part)} {difference.Id}{image}: {what}";
    }

    private static DatasetDifferenceJson ToJson(DatasetDifference difference) => new(
        JsonMapping.Word(difference.Part),
        JsonMapping.Word(difference.Kind),
        difference.Id,
        difference.ImageId.Length > 0 ? difference.ImageId : null,
        difference.Kind is DifferenceKind.Added ? null : difference.From,
        difference.Kind is DifferenceKind.Removed ? null : difference.To,
        difference.Count);
}
