using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb report</c>.</summary>
internal static class ReportVerb
{
    public static Command Create(Terminal terminal)
    {
        var runs = CompareVerb.RunsArgument();
        var html = HtmlOption();
        var queries = new Option<int>("--queries")
        {
            Description = "Queries shown with pictures for each run, 1 to 200",
            HelpName = "N",
            DefaultValueFactory = _ => 12,
        };
        var precision = new Option<double>("--precision", "-p") { Description = "Precision wanted of score thresholds, above 0 and below 1", HelpName = "X", DefaultValueFactory = _ => 0.9 };
        return new Command("report", "Writes one self-contained HTML page about runs on the same dataset, with pictures and curves") { runs, html, queries, precision }
            .RunsWithServices(
                terminal,
                arguments => new RenderReportRequest
                {
                    RunIds = { arguments.GetRequiredValue(runs) },
                    QueriesShown = arguments.GetValue(queries) is >= 1 and <= 200 and var shown
                        ? shown
                        : throw new UsageException($"--queries {arguments.GetValue(queries)}: from 1 to 200."),
                    WantedPrecision = arguments.GetValue(precision) is > 0 and < 1 and var wanted
                        ? wanted
                        : throw new UsageException($"--precision {arguments.GetValue(precision)}: above 0 and below 1, such as 0.9."),
                },
                async (request, arguments, services, cancellationToken) =>
                {
                    var file = Path.GetFullPath(arguments.GetRequiredValue(html));
                    var bytes = await WriteAsync(services, request, file, cancellationToken);
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(new ReportJson(file, bytes), IsbJson.Readable.ReportJson);
                    else
                        terminal.Line($"{file} ({bytes / 1e6:0.0} MB)");
                });
    }

    /// <summary>Where the page goes.</summary>
    public static Option<string> HtmlOption(string description = "File to write") => new("--html")
    {
        Description = description,
        HelpName = "FILE",
        DefaultValueFactory = _ => "report.html",
    };

    /// <summary>Writes the page; a file of the same name is replaced once the new one is whole.</summary>
    /// <returns>Its size in bytes.</returns>
    public static async Task<long> WriteAsync(
        ServiceConnection services, RenderReportRequest request, string file, CancellationToken cancellationToken)
    {
        var part = file + ".part";
        try
        {
            using var call = services.Runs.RenderReport(request, cancellationToken: cancellationToken);
            await using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                await foreach (var piece in call.ResponseStream.ReadAllAsync(cancellationToken))
                    await stream.WriteAsync(piece.Data.Memory, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: true);
            return new FileInfo(file).Length;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
