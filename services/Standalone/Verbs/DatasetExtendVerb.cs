using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb datasets extend</c>.</summary>
internal static class DatasetExtendVerb
{
    public static Command Create(Terminal terminal)
    {
        var dataset = new Argument<string>("DATASET") { Description = "Name, hash, first 8 or more characters of it, or a dataset folder" };
        var taxonomy = new Option<string?>("--taxonomy")
        {
            Description = "Taxonomy (JSON, YAML) that the relevance of a label set is computed with anew",
            HelpName = "FILE",
        };
        var qrels = new Option<string?>("--qrels")
        {
            Description = "Judgements in TREC format that are added, or stand over those that are there",
            HelpName = "FILE",
        };
        var reviewer = new Option<string?>("--reviewer") { Description = "Who made the judgements", HelpName = "NAME" };
        var name = new Option<string?>("--name") { Description = "Name of the version; without it that of the dataset", HelpName = "N" };
        return new Command("extend", "Makes a new version of a dataset without touching its images") { dataset, taxonomy, qrels, reviewer, name }
            .RunsWithServices(
                terminal,
                arguments =>
                {
                    var extend = new ExtendDataset
                    {
                        Dataset = ServerPaths.Dataset(arguments.GetRequiredValue(dataset)),
                        Taxonomy = ServerPaths.Absolute(arguments.GetValue(taxonomy)),
                        Qrels = ServerPaths.Absolute(arguments.GetValue(qrels)),
                        Reviewer = arguments.GetValue(reviewer) ?? "",
                        Name = arguments.GetValue(name) ?? "",
                    };
                    return extend.Taxonomy.Length + extend.Qrels.Length > 0 ? extend : throw new UsageException("Give --taxonomy, --qrels or both.");
                },
                async (extend, arguments, services, cancellationToken) =>
                {
                    var job = await new JobRunner(services, terminal).RunAsync("extend", new JobSpec { ExtendDataset = extend }, cancellationToken);
                    var request = new GetDatasetRequest { Dataset = job.Result.DatasetHash };
                    var made = (await services.Datasets.GetDatasetAsync(request, cancellationToken: cancellationToken)).Dataset;
                    DatasetsVerb.Show(terminal, made, arguments.GetValue(GlobalOptions.Json));
                });
    }
}
