using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb build labels</c>; captions have a file of their own.</summary>
internal static class BuildVerb
{
    public static Command Create(Terminal terminal) =>
        new("build", "Builds a dataset; the same command goes on where it stopped") { Labels(terminal), BuildCaptionsVerb.Create(terminal) };

    /// <summary>Builds a label set as a job.</summary>
    public static async Task<Dataset> LabelSetAsync(
        ServiceConnection services, Terminal terminal, BuildLabelSet build, CancellationToken cancellationToken)
    {
        var job = await new JobRunner(services, terminal).RunAsync("build-labels", new JobSpec { BuildLabelSet = build }, cancellationToken);
        var request = new GetDatasetRequest { Dataset = job.Result.DatasetHash };
        return (await services.Datasets.GetDatasetAsync(request, cancellationToken: cancellationToken)).Dataset;
    }

    private static Command Labels(Terminal terminal)
    {
        var annotations = new Option<string?>("--annotations")
        {
            Description = "Annotation file in COCO format (COCO, Objects365); this or --tags",
            HelpName = "FILE",
        };
        var images = new Option<string>("--images") { Description = "Folder of the images", HelpName = "DIR", Required = true };
        var taxonomy = new Option<string?>("--taxonomy")
        {
            Description = "Label names and taxonomy (JSON, YAML); without it the category names as they are",
            HelpName = "FILE",
        };
        var name = new Option<string>("--name") { Description = "Name of the dataset", HelpName = "N", DefaultValueFactory = _ => "labels" };
        var minImages = new Option<int>("--min-images")
        {
            Description = "A class is searchable with at least this many images that show it large enough",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        };
        var minArea = new Option<double>("--min-area")
        {
            Description = "Large enough: a box of more than this share of the image",
            HelpName = "X",
            DefaultValueFactory = _ => 0.1,
        };
        var levels = new Option<int>("--levels") { Description = "Labels combined in a query, 1 to 16", HelpName = "N", DefaultValueFactory = _ => 3 };
        var maxPerLevel = new Option<int>("--max-per-level")
        {
            Description = "Most label sets kept on each level from 2 on",
            HelpName = "N",
            DefaultValueFactory = _ => 2000,
        };
        var styles = new Option<string>("--styles")
        {
            Description = "Styles of the queries (word, sentence, natural)",
            HelpName = "LIST",
            DefaultValueFactory = _ => "word,sentence",
        };
        var languages = new Option<string>("--languages")
        {
            Description = "Languages of the queries (zh, en); without it all that the taxonomy has names for",
            HelpName = "LIST",
            DefaultValueFactory = _ => "",
        };
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything drawn at random", HelpName = "N" };
        var review = ReviewOption("Wait until people have looked at the names of labels and at which are compatible");
        var extras = new LabelSetOptions();
        var command = new Command("labels", "Builds a label set (Precision) from images with labelled boxes or tags")
        {
            annotations, images, taxonomy, name, minImages, minArea, levels, maxPerLevel, styles, languages, seed, review,
        };
        extras.AddTo(command);
        return command
            .RunsWithServices(
                terminal,
                arguments => extras.Apply(arguments, new BuildLabelSet
                {
                    Name = arguments.GetRequiredValue(name),
                    Annotations = ServerPaths.Absolute(arguments.GetValue(annotations)),
                    Images = ServerPaths.Absolute(arguments.GetRequiredValue(images)),
                    Taxonomy = ServerPaths.Absolute(arguments.GetValue(taxonomy)),
                    MinImages = Positive("--min-images", arguments.GetValue(minImages)),
                    MinArea = arguments.GetValue(minArea),
                    Levels = Positive("--levels", arguments.GetValue(levels)),
                    MaxPerLevel = Positive("--max-per-level", arguments.GetValue(maxPerLevel)),
                    Styles = { SplitList(arguments.GetRequiredValue(styles)) },
                    Languages = { SplitList(arguments.GetRequiredValue(languages)) },
                    Seed = arguments.GetValue(seed),
                    Review = arguments.GetValue(review),
                }),
                async (build, arguments, services, cancellationToken) =>
                {
                    var dataset = await LabelSetAsync(services, terminal, build, cancellationToken);
                    DatasetsVerb.Show(terminal, dataset, arguments.GetValue(GlobalOptions.Json));
                });
    }

    /// <summary>Whether people are asked.</summary>
    internal static Option<bool> ReviewOption(string description) => new("--review") { Description = description + " ('isb review')" };

    // The services read 0 as 'the default', which nobody who writes 0 means.
    internal static int Positive(string option, int value) =>
        value >= 1 ? value : throw new UsageException($"{option} {value}: must be 1 or more.");

    internal static string[] SplitList(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
