using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb build captions</c>.</summary>
internal static class BuildCaptionsVerb
{
    /// <summary>Builds a caption set as a job.</summary>
    public static async Task<Dataset> CaptionSetAsync(
        ServiceConnection services, Terminal terminal, BuildCaptionSet build, CancellationToken cancellationToken)
    {
        var job = await new JobRunner(services, terminal).RunAsync("build-captions", new JobSpec { BuildCaptionSet = build }, cancellationToken);
        var request = new GetDatasetRequest { Dataset = job.Result.DatasetHash };
        return (await services.Datasets.GetDatasetAsync(request, cancellationToken: cancellationToken)).Dataset;
    }

    public static Command Create(Terminal terminal)
    {
        var images = new Option<string>("--images") { Description = "Folder of the photos, with its sub-folders", HelpName = "DIR", Required = true };
        var metadata = new Option<string?>("--metadata")
        {
            Description = "Times and places (JSONL, or CSV with a header: image,time,lat,lon,place); without it from EXIF",
            HelpName = "FILE",
        };
        var name = new Option<string>("--name") { Description = "Name of the dataset", HelpName = "N", DefaultValueFactory = _ => "captions" };
        var photos = new Option<int>("--photos") { Description = "Photos wanted", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything drawn at random", HelpName = "N" };
        var place = new Option<string>("--place")
        {
            Description = "What counts as the same place: geohash:N (N characters; 5 is about 5 km) or text (the name of the place)",
            HelpName = "GRAIN",
            DefaultValueFactory = _ => "geohash:5",
        };
        var time = new Option<string>("--time") { Description = "What counts as the same time: hour or day", HelpName = "GRAIN", DefaultValueFactory = _ => "hour" };
        var size = new Option<int>("--size") { Description = "Side of the stored photos in pixels", HelpName = "N", DefaultValueFactory = _ => 512 };
        var keep = new Option<bool>("--keep-aspect-ratio") { Description = "Photos keep their shape within the square" };
        var languages = new Option<string>("--languages")
        {
            Description = "Languages of the captions (zh, en); without it all that the files have, or zh where a model writes",
            HelpName = "LIST",
            DefaultValueFactory = _ => "",
        };
        var captions = new Option<string[]>("--captions")
        {
            Description = "Captions by people (JSONL, or a Flickr token file); may be given more than once. Without it a model writes them",
            HelpName = "FILE",
        };
        var model = new Option<string?>("--caption-model") { Description = "Language model that writes the captions; without it the first captioner", HelpName = "NAME" };
        var length = new Option<int>("--caption-length") { Description = "Length aimed at (characters in Chinese, words in English); 0: 40 and 25", HelpName = "N" };
        var duplicates = new Option<string?>("--duplicates")
        {
            Description = "Encoder by which near-duplicates are found, so that figures are given strictly and with near-duplicates as one",
            HelpName = "MODEL",
        };
        var minCosine = new Option<float>("--min-cosine") { Description = "Photos at least this near are near-duplicates", HelpName = "X", DefaultValueFactory = _ => 0.95f };
        var maxTokens = new Option<long>("--max-tokens") { Description = "Most tokens that captions may take; 0: no limit", HelpName = "N" };
        var maxCost = new Option<double>("--max-cost") { Description = "Most money that captions may cost; 0: no limit", HelpName = "X" };
        var review = BuildVerb.ReviewOption("Wait until people have looked at the captions");
        return new Command("captions", "Builds a caption set (Recall) from photos: of as many places and times as there are, resized and captioned")
            {
                images, metadata, name, photos, seed, place, time, size, keep, languages, captions, model, length, duplicates, minCosine, maxTokens, maxCost, review,
            }
            .RunsWithServices(
                terminal,
                arguments =>
                {
                    var (placeGrain, geohashLength) = Place(arguments.GetRequiredValue(place));
                    return new BuildCaptionSet
                    {
                        Name = arguments.GetRequiredValue(name),
                        Images = ServerPaths.Absolute(arguments.GetRequiredValue(images)),
                        Metadata = ServerPaths.Absolute(arguments.GetValue(metadata)),
                        Photos = BuildVerb.Positive("--photos", arguments.GetValue(photos)),
                        Seed = arguments.GetValue(seed),
                        PlaceGrain = placeGrain,
                        GeohashLength = geohashLength,
                        TimeGrain = Time(arguments.GetRequiredValue(time)),
                        Size = BuildVerb.Positive("--size", arguments.GetValue(size)),
                        KeepAspectRatio = arguments.GetValue(keep),
                        Languages = { BuildVerb.SplitList(arguments.GetRequiredValue(languages)) },
                        Captions = { (arguments.GetValue(captions) ?? []).Select(c => ServerPaths.Absolute(c)) },
                        CaptionModel = arguments.GetValue(model) ?? "",
                        CaptionLength = arguments.GetValue(length),
                        DuplicateModel = arguments.GetValue(duplicates) ?? "",
                        MinCosine = arguments.GetValue(minCosine),
                        MaxTokens = arguments.GetValue(maxTokens),
                        MaxCost = arguments.GetValue(maxCost),
                        Review = arguments.GetValue(review),
                    };
                },
                async (build, arguments, services, cancellationToken) =>
                {
                    var dataset = await CaptionSetAsync(services, terminal, build, cancellationToken);
                    DatasetsVerb.Show(terminal, dataset, arguments.GetValue(GlobalOptions.Json));
                });
    }

    private static (PlaceGrain Grain, int Length) Place(string value) => value switch
    {
        "text" => (PlaceGrain.Text, 0),
        "geohash" => (PlaceGrain.Geohash, 0),
        _ when value.StartsWith("geohash:", StringComparison.Ordinal)
            && int.TryParse(value.AsSpan("geohash:".Length), System.Globalization.CultureInfo.InvariantCulture, out var length)
            && length is >= 1 and <= 12 => (PlaceGrain.Geohash, length),
        _ => throw new UsageException($"--place {value}: write geohash:N with N from 1 to 12, or text."),
    };

    private static TimeGrain Time(string value) => value switch
    {
        "hour" => TimeGrain.Hour,
        "day" => TimeGrain.Day,
        _ => throw new UsageException($"--time {value}: write hour or day."),
    };
}
