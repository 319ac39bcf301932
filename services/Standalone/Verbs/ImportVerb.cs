using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb import</c>.</summary>
internal static class ImportVerb
{
    /// <summary>In place of a format's name: found out from the files.</summary>
    private const string Automatic = "auto";

    public static Command Create(Terminal terminal)
    {
        var format = new Argument<string?>("FORMAT")
        {
            Description = $"Name of a format or public set (--list shows them), or {Automatic} to find it out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files and folders of the dataset, and the folder of its images where they lie elsewhere",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var list = new Option<bool>("--list") { Description = "List the formats" };
        var name = new Option<string?>("--name") { Description = "Name of the dataset; without it that of the first PATH", HelpName = "N" };
        var split = new Option<string>("--split") { Description = "The split to read, where there are several [default: test]", HelpName = "S", DefaultValueFactory = _ => "" };
        var language = new Option<string>("--language") { Description = "Language of the queries (zh, en, …), where the files do not say it", HelpName = "L", DefaultValueFactory = _ => "" };
        var kind = new Option<string>("--kind") { Description = "Kind of the dataset: retrieval or matching; without it what the format is", HelpName = "K", DefaultValueFactory = _ => "" };
        var noFetch = new Option<bool>("--no-fetch") { Description = "Fetch no images: those that are URLs stay so" };
        return new Command("import", "Imports a dataset from files of another format; the same command goes on where it stopped")
            {
                format, paths, list, name, split, language, kind, noFetch,
            }
            .RunsWithServices(
                terminal,
                arguments =>
                {
                    if (arguments.GetValue(list))
                        return null;
                    var named = arguments.GetValue(paths) ?? [];
                    if (arguments.GetValue(format) is not { } wanted || named.Length == 0)
                        throw new UsageException("import needs FORMAT and PATH; 'isb import --list' shows the formats.");
                    return new ImportDataset
                    {
                        Format = wanted == Automatic ? "" : wanted,
                        Paths = { named.Select(ServerPaths.Absolute) },
                        Name = arguments.GetValue(name) ?? NameOf(named[0]),
                        Split = arguments.GetValue(split),
                        Language = arguments.GetValue(language),
                        Kind = arguments.GetValue(kind),
                        WithoutFetching = arguments.GetValue(noFetch),
                    };
                },
                async (import, arguments, services, cancellationToken) =>
                {
                    var json = arguments.GetValue(GlobalOptions.Json);
                    if (import is null)
                    {
                        await FormatTable.ShowAsync(services, terminal, json, cancellationToken);
                        return;
                    }

                    await WarnAsync(services, terminal, import, cancellationToken);
                    var job = await new JobRunner(services, terminal).RunAsync("import", new JobSpec { ImportDataset = import }, cancellationToken);
                    var reply = await services.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash }, cancellationToken: cancellationToken);
                    DatasetsVerb.Show(terminal, reply.Dataset, json);
                });
    }

    // Letters that a dataset's name may have; everything else becomes '-'.
    private static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var letters = name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '-').Take(64);
        return string.Concat(letters).TrimStart('.') is { Length: > 0 } text ? text : "import";
    }

    /// <summary>Says which encoders were trained on a public set: to standard error, so that output for programs stays as it is.</summary>
    private static async Task WarnAsync(ServiceConnection services, Terminal terminal, ImportDataset import, CancellationToken cancellationToken)
    {
        // Packed files are looked into by the import alone.
        if (import.Format.Length == 0 && import.Paths.Any(p => p.EndsWith(".zip", StringComparison.Ordinal) || p.EndsWith(".gz", StringComparison.Ordinal)))
            return;
        var files = await services.Formats.DescribeFilesAsync(
            new DescribeFilesRequest { Format = import.Format, Paths = { import.Paths } }, cancellationToken: cancellationToken);
        if (import.Format.Length == 0)
            terminal.Note($"format: {files.Format}");
        if (files.TrainedEncoders.Count == 0)
            return;
        terminal.Note($"This looks like {files.PublicSet}. Scores of encoders that were trained on its training half look better than in use:");
        foreach (var encoder in files.TrainedEncoders)
            terminal.Note($"  {encoder.Encoder}: {encoder.How} ({encoder.Source})");
    }
}
