using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb validate</c>.</summary>
internal static class ValidateVerb
{
    public static Command Create(Terminal terminal)
    {
        var format = new Argument<string?>("FORMAT") { Description = "Name of a format (--list shows them), or auto to find it out", Arity = ArgumentArity.ZeroOrOne };
        var paths = new Argument<string[]>("PATH") { Description = "Files and folders of the dataset", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<bool>("--list") { Description = "List the formats" };
        var split = new Option<string>("--split") { Description = "The split to check, where there are several [default: test]", HelpName = "S", DefaultValueFactory = _ => "" };
        var max = new Option<int>("--max-faults") { Description = "Faults that are listed, 1 to 100000; all are counted", HelpName = "N", DefaultValueFactory = _ => 1000 };
        return new Command("validate", "Checks files by every rule of a format, and lists all faults with file and line") { format, paths, list, split, max }
            .RunsWithServices(
                terminal,
                arguments =>
                {
                    if (arguments.GetValue(list))
                        return null;
                    var named = arguments.GetValue(paths) ?? [];
                    if (arguments.GetValue(format) is not { } wanted || named.Length == 0)
                        throw new UsageException("validate needs FORMAT and PATH; 'isb validate --list' shows the formats.");
                    if (arguments.GetValue(max) is < 1 or > 100_000)
                        throw new UsageException($"--max-faults {arguments.GetValue(max)}: from 1 to 100000.");
                    return new ValidateFormatRequest
                    {
                        Format = wanted == "auto" ? "" : wanted,
                        Paths = { named.Select(ServerPaths.Absolute) },
                        Split = arguments.GetValue(split),
                        MaxFaults = arguments.GetValue(max),
                    };
                },
                async (request, arguments, services, cancellationToken) =>
                {
                    var json = arguments.GetValue(GlobalOptions.Json);
                    if (request is null)
                    {
                        await FormatTable.ShowAsync(services, terminal, json, cancellationToken);
                        return;
                    }

                    var faults = new List<FaultJson>();
                    var summary = new ValidationSummary();
                    using var call = services.Formats.ValidateFormat(request, cancellationToken: cancellationToken);
                    await foreach (var one in call.ResponseStream.ReadAllAsync(cancellationToken))
                    {
                        if (one.Fault is not { } fault)
                            summary = one.Summary;
                        else if (json)
                            faults.Add(new FaultJson(fault.Place, fault.Message));
                        else
                            terminal.Line(fault.Place.Length > 0 ? $"{fault.Place}: {fault.Message}" : fault.Message);
                    }

                    Show(terminal, summary, faults, json);
                    if (summary.Faults > 0)
                        throw new BenchException(ErrorKind.FailedPrecondition, $"{Tables.Count(summary.Faults)} faults.");
                });
    }

    private static void Show(Terminal terminal, ValidationSummary summary, IReadOnlyList<FaultJson> faults, bool json)
    {
        if (json)
        {
            terminal.Json(
                new ValidationJson(summary.Format, summary.Images, summary.Queries, summary.Judgments, summary.Faults, faults, [.. summary.Notes]),
                IsbJson.Readable.ValidationJson);
            return;
        }

        terminal.Line($"{summary.Format}: {Tables.Count(summary.Images)} images, {Tables.Count(summary.Queries)} queries, {Tables.Count(summary.Judgments)} judgements");
        foreach (var note in summary.Notes)
            terminal.Line(note);
    }
}
