using System.CommandLine;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Audits;

/// <summary><c>isb audit</c>.</summary>
internal static class AuditVerb
{
    // The dataset's folder of the audit has all.
    private const int HolesShown = 20;
    private const int DuplicatesShown = 10;
    private const int ImagesShown = 5;

    public static Command Create(Terminal terminal)
    {
        var dataset = new Argument<string>("DATASET") { Description = "Name, hash, or first 8 or more characters of it" };
        var run = new Option<string>("--run") { Description = "The run whose results are judged ('isb runs list')", HelpName = "RUN", Required = true };
        var judge = new Option<string?>("--judge") { Description = "Language model that judges; without it the first judge", HelpName = "MODEL" };
        var depth = new Option<int>("--depth") { Description = "Results of each query that are looked at", HelpName = "K", DefaultValueFactory = _ => 10 };
        var sample = new Option<int>("--sample") { Description = "Results judged, drawn at random from those", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var people = new Option<int>("--people") { Description = "Of these, results that people judge too, with --review", HelpName = "N", DefaultValueFactory = _ => 100 };
        var votes = new Option<int>("--votes") { Description = "Votes of the judge on each result, 1 to 15", HelpName = "N", DefaultValueFactory = _ => 3 };
        var duplicates = new Option<string?>("--duplicates")
        {
            Description = "Encoder by which near-duplicates are found; without it those that the dataset lists are counted",
            HelpName = "MODEL",
        };
        var minCosine = new Option<float>("--min-cosine") { Description = "Images at least this near are near-duplicates", HelpName = "X", DefaultValueFactory = _ => 0.95f };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the sample and of the judge's calls", HelpName = "N" };
        var maxTokens = new Option<long>("--max-tokens") { Description = "Most tokens that the judge may take; 0: no limit", HelpName = "N" };
        var maxCost = new Option<double>("--max-cost") { Description = "Most money that the judge may cost; 0: no limit", HelpName = "X" };
        var review = BuildVerb.ReviewOption("Wait until people have judged a random sample, and what the judge found to be missing");
        return new Command("audit", "Judges results of a run: annotation holes, how far judge and people agree, Precision with an honest interval, near-duplicates")
            {
                dataset, run, judge, depth, sample, people, votes, duplicates, minCosine, seed, maxTokens, maxCost, review,
            }
            .RunsWithServices(
                terminal,
                arguments => new AuditDataset
                {
                    Dataset = arguments.GetRequiredValue(dataset),
                    RunId = arguments.GetRequiredValue(run),
                    JudgeModel = arguments.GetValue(judge) ?? "",
                    Depth = BuildVerb.Positive("--depth", arguments.GetValue(depth)),
                    Sample = BuildVerb.Positive("--sample", arguments.GetValue(sample)),
                    People = BuildVerb.Positive("--people", arguments.GetValue(people)),
                    Votes = BuildVerb.Positive("--votes", arguments.GetValue(votes)),
                    DuplicateModel = arguments.GetValue(duplicates) ?? "",
                    MinCosine = arguments.GetValue(minCosine),
                    Seed = arguments.GetValue(seed),
                    MaxTokens = arguments.GetValue(maxTokens),
                    MaxCost = arguments.GetValue(maxCost),
                    Review = arguments.GetValue(review),
                },
                async (work, arguments, services, cancellationToken) =>
                {
                    var job = await new JobRunner(services, terminal).RunAsync("audit", new JobSpec { AuditDataset = work }, cancellationToken);
                    var request = new GetAuditRequest { AuditId = job.Result.AuditId };
                    var audit = (await services.Audits.GetAuditAsync(request, cancellationToken: cancellationToken)).Audit;
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(AuditJson.Of(audit), AuditJsonContext.Readable.AuditJson);
                    else
                        Show(terminal, audit);
                });
    }

    private static void Show(Terminal terminal, Audit audit)
    {
        var table = Tables.WithColumns("figure", ">value");
        table.Row("results", $"{Tables.Count(audit.Results)}, {Tables.Count(audit.Sampled)} drawn");
        table.Row("judged", $"{Tables.Count(audit.Judged)}, {Tables.Count(audit.Undecided)} undecided, {Tables.Count(audit.Failed)} failed");
        table.Row($"Precision@{audit.Depth} as the dataset has it", Tables.Figure(audit.DatasetPrecision));
        table.Row($"Precision@{audit.Depth} as the judge has it", Tables.Figure(audit.JudgePrecision));
        if (audit.Precision is { } precision)
        {
            table.Row($"Precision@{audit.Depth} corrected by people", Interval(precision.Estimate));
            table.Row($"  from their {Tables.Count(precision.Labeled)} results alone", Interval(precision.HumanOnly));
        }

        Row(table, "judge agrees with people", audit.PeopleAgreement);
        Row(table, "judge agrees with the dataset", audit.DatasetAgreement);
        table.Row("missing in the dataset", $"{Tables.Count(audit.Holes)}, {Tables.Count(audit.HolesConfirmed)} confirmed, {Tables.Count(audit.HolesRefused)} refused");
        table.Row("near-duplicates", $"{Tables.Count(audit.DuplicateImages)} images in {Tables.Count(audit.DuplicateGroups)} groups");
        terminal.Write(table);
        foreach (var hole in audit.ListedHoles.Take(HolesShown))
        {
            var says = hole.HasConfirmed ? hole.Confirmed ? ", people agree" : ", people do not" : "";
            terminal.Line($"missing: {hole.Text} → {hole.ImageId} (grade {hole.Grade}, rank {hole.Rank}{says})");
        }

        foreach (var group in audit.ListedDuplicates.Take(DuplicatesShown))
        {
            var more = group.Images - Math.Min(group.ImageIds.Count, ImagesShown);
            terminal.Line($"near-duplicates: {string.Join(", ", group.ImageIds.Take(ImagesShown))}{(more > 0 ? $" and {Tables.Count(more)} more" : "")}");
        }

        terminal.Line(audit.Directory);
    }

    private static void Row(Spectre.Console.Table table, string name, MeasureAgreementResponse? figures)
    {
        if (figures is not null)
            table.Row($"{name} ({Tables.Count(figures.Pairs)} results)", $"{Interval(figures.Agreement)}, kappa {Interval(figures.Kappa)}");
    }

    private static string Interval(Estimate estimate) => Tables.Interval(estimate.Value, estimate.Low, estimate.High);
}
