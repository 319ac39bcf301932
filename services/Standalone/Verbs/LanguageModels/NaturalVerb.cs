using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary><c>isb queries natural LABELS…</c>.</summary>
internal static class NaturalVerb
{
    private const int SetsOfRequest = 100;

    public static Command Create(Terminal terminal)
    {
        var labels = new Argument<string[]>("LABELS") { Description = "Label sets, labels joined by '&': 人&摩托车", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string>("--file") { Description = "File with a label set in each line, labels joined by '&'", HelpName = "FILE", DefaultValueFactory = _ => "" };
        var variants = new Option<int>("--variants") { Description = "Different queries of each set", HelpName = "N", DefaultValueFactory = _ => 1 };
        var common = new QueryOptions();
        return common.AddTo(new Command("natural", "Writes what a person would type to find images with all labels of a set") { labels, file, variants })
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var json = arguments.GetValue(GlobalOptions.Json);
                var sets = await ReadAsync(arguments.GetValue(labels) ?? [], arguments.GetRequiredValue(file), cancellationToken);
                if (common.IsDryRun(arguments))
                {
                    var estimate = common.Estimate(arguments, GenerationStep.NaturalQuery, sets.Count, (int)sets.Average(s => s.Length));
                    await QueriesVerb.ShowEstimateAsync(terminal, services, estimate, json, cancellationToken);
                    return;
                }

                using var call = services.QueryGeneration.GenerateNaturalQueries(cancellationToken: cancellationToken);
                var writing = WriteAsync(call.RequestStream, common.Context(arguments), arguments.GetValue(variants), sets, cancellationToken);
                var outcomes = new List<NaturalQueryOutcome>();
                await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
                    outcomes.Add(response.Outcome);
                await writing;
                Show(terminal, outcomes, json);
            });
    }

    private static void Show(Terminal terminal, List<NaturalQueryOutcome> outcomes, bool json)
    {
        // They come as they finish; the caller's order reads better.
        var ordered = outcomes.OrderBy(o => int.Parse(o.Id.AsSpan(0, o.Id.IndexOf(' ', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture))
            .Select(o => (Labels: o.Id[(o.Id.IndexOf(' ', StringComparison.Ordinal) + 1)..], Outcome: o)).ToList();
        if (json)
        {
            terminal.Json(
                [.. ordered.Select(o => new NaturalQueriesJson(o.Labels, o.Outcome.Queries, o.Outcome.Error?.Message ?? ""))],
                LanguageModelJsonContext.Readable.IReadOnlyListNaturalQueriesJson);
        }
        else
        {
            foreach (var (set, outcome) in ordered.Where(o => o.Outcome.Error is null))
                terminal.Line($"{set}\t{string.Join('\t', outcome.Queries)}");
        }

        foreach (var (set, outcome) in ordered.Where(o => o.Outcome.Error is not null))
            terminal.Note($"{set}: {outcome.Error.Message}");
        if (ordered.Count > 0 && ordered.TrueForAll(o => o.Outcome.Error is not null))
            throw new BenchException(ErrorKind.FailedPrecondition, "No query was written.");
    }

    private static async Task WriteAsync(
        IClientStreamWriter<GenerateNaturalQueriesRequest> stream, GenerationContext context, int variants, IReadOnlyList<string> sets, CancellationToken cancellationToken)
    {
        var index = 0;
        foreach (var chunk in sets.Chunk(SetsOfRequest))
        {
            var request = new GenerateNaturalQueriesRequest { Context = context, Options = new WritingOptions { Variants = variants } };
            foreach (var set in chunk)
                request.LabelSets.Add(new LabelSet { Id = $"{index++} {set}", Names = { set.Split('&', StringSplitOptions.TrimEntries) } });
            await stream.WriteAsync(request, cancellationToken);
        }

        await stream.CompleteAsync();
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(string[] labels, string file, CancellationToken cancellationToken)
    {
        var lines = file.Length == 0 ? [] : await File.ReadAllLinesAsync(file, cancellationToken);
        string[] sets = [.. labels, .. lines.Where(l => !string.IsNullOrWhiteSpace(l))];
        return sets.Length > 0 ? sets : throw new UsageException("Name label sets, such as '人&摩托车', or a --file of them.");
    }
}
