using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb export</c>.</summary>
internal static class ExportVerb
{
    public static Command Create(Terminal terminal)
    {
        var dataset = new Argument<string?>("DATASET") { Description = "Name, hash, first 8 or more characters of it, or a dataset folder", Arity = ArgumentArity.ZeroOrOne };
        var format = new Argument<string?>("FORMAT") { Description = "Name of a format (--list shows them)", Arity = ArgumentArity.ZeroOrOne };
        var path = new Argument<string?>("PATH") { Description = "Folder to make", Arity = ArgumentArity.ZeroOrOne };
        var list = new Option<bool>("--list") { Description = "List the formats" };
        var split = new Option<string>("--split") { Description = "Name of the split in formats that have splits", HelpName = "S", DefaultValueFactory = _ => "test" };
        var licensedOnly = new Option<bool>("--licensed-only") { Description = "Images that state no licence go out as URL and hash too" };
        return new Command("export", "Exports a dataset to files that others read, and says what they cannot hold") { dataset, format, path, list, split, licensedOnly }
            .RunsWithServices(
                terminal,
                arguments =>
                {
                    if (arguments.GetValue(list))
                        return null;
                    if (arguments.GetValue(dataset) is not { } from || arguments.GetValue(format) is not { } to || arguments.GetValue(path) is not { } folder)
                        throw new UsageException("export needs DATASET, FORMAT and PATH; 'isb export --list' shows the formats.");
                    return new ExportDataset
                    {
                        Dataset = ServerPaths.Dataset(from),
                        Format = to,
                        Path = ServerPaths.Absolute(folder),
                        Split = arguments.GetValue(split),
                        LicensedOnly = arguments.GetValue(licensedOnly),
                    };
                },
                async (export, arguments, services, cancellationToken) =>
                {
                    var json = arguments.GetValue(GlobalOptions.Json);
                    if (export is null)
                    {
                        await FormatTable.ShowAsync(services, terminal, json, cancellationToken);
                        return;
                    }

                    var plan = await services.Formats.DescribeExportAsync(
                        new DescribeExportRequest { Dataset = export.Dataset, Format = export.Format, LicensedOnly = export.LicensedOnly },
                        deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(2),
                        cancellationToken: cancellationToken);
                    Tell(terminal, plan, export.Format);
                    var job = await new JobRunner(services, terminal).RunAsync("export", new JobSpec { ExportDataset = export }, cancellationToken);
                    if (json)
                        terminal.Json(new ExportJson(job.Result.ExportPath, [.. plan.Dropped], plan.WithheldImages, plan.ImagesWithoutLicence), IsbJson.Readable.ExportJson);
                    else
                        terminal.Line(job.Result.ExportPath);
                });
    }

    private static void Tell(Terminal terminal, DescribeExportResponse plan, string format)
    {
        foreach (var dropped in plan.Dropped)
            terminal.Note($"{format} cannot hold: {dropped}");
        if (plan.WithheldImages > 0)
            terminal.Note($"{Tables.Count(plan.WithheldImages)} images go out as URL and hash: their licence does not allow to give their files away.");
        if (plan.ImagesWithoutLicence > 0)
            terminal.Note($"{Tables.Count(plan.ImagesWithoutLicence)} images state no licence: make sure that you may give them away (--licensed-only keeps them here).");
    }
}
