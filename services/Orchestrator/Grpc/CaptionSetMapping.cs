using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.LabelSets;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Specifications of caption sets as messages and back; defaults are filled in and ranges checked on the way in.</summary>
internal static class CaptionSetMapping
{
    private const int DefaultPhotos = 1000;
    private const int MaxPhotos = 1_000_000;
    private const int DefaultGeohashLength = 5;
    private const int DefaultSize = 512;
    private const float DefaultMinCosine = 0.95f;

    public static BuildCaptionSetSpec ToDomain(Proto.BuildCaptionSet spec)
    {
        var faults = new SpecFaults("build_caption_set");
        faults.If(!JobSpecMapping.IsName(spec.Name), "name", $"'{spec.Name}' is no dataset name: letters, digits, '.', '_' and '-', 1 to 64 of them.");
        faults.If(spec.Images.Length == 0, "images", "must name the folder of the photos.");
        faults.If(spec.Photos is < 0 or > MaxPhotos, "photos", $"must be 1 to {MaxPhotos}.");
        faults.If(!Enum.IsDefined(spec.PlaceGrain), "place_grain", "is unknown: choose geohash or text.");
        faults.If(!Enum.IsDefined(spec.TimeGrain), "time_grain", "is unknown: choose hour or day.");
        faults.If(spec.GeohashLength is < 0 or > Geohash.MaxLength, "geohash_length", $"must be 1 to {Geohash.MaxLength}.");
        faults.If(spec.Size is not 0 and (< 32 or > 4096), "size", "must be 32 to 4096.");
        foreach (var language in spec.Languages.Except(QueryLanguages.Known))
            faults.Add("languages", $"'{language}' is unknown: choose zh or en.");
        faults.If(spec.Captions.Any(c => c.Length == 0), "captions", "must name files.");
        faults.If(spec.Captions.Count > 0 && spec.CaptionModel.Length > 0, "caption_model", "cannot be given together with captions: either people or a model wrote them.");
        faults.If(spec.CaptionLength is < 0 or > 1000, "caption_length", "must be 1 to 1000.");
        faults.If(spec.MinCosine is not (>= 0 and <= 1), "min_cosine", "must be above 0 and at most 1.");
        faults.If(spec.MaxTokens < 0, "max_tokens", "must not be negative.");
        faults.If(spec.MaxCost is not (>= 0 and < double.PositiveInfinity), "max_cost", "must not be negative.");
        faults.ThrowIfAny();
        return new BuildCaptionSetSpec(
            spec.Name,
            Path.GetFullPath(spec.Images),
            spec.Metadata.Length > 0 ? Path.GetFullPath(spec.Metadata) : "",
            spec.Photos == 0 ? DefaultPhotos : spec.Photos,
            spec.Seed,
            spec.PlaceGrain is Proto.PlaceGrain.Text ? PlaceGrain.Text : PlaceGrain.Geohash,
            spec.GeohashLength == 0 ? DefaultGeohashLength : spec.GeohashLength,
            spec.TimeGrain is Proto.TimeGrain.Day ? TimeGrain.Day : TimeGrain.Hour,
            spec.Size == 0 ? DefaultSize : spec.Size,
            spec.KeepAspectRatio,
            Languages(spec),
            spec.Captions.Select(Path.GetFullPath).ToArray(),
            spec.CaptionModel,
            spec.CaptionLength,
            spec.DuplicateModel,
            spec.MinCosine == 0 ? DefaultMinCosine : spec.MinCosine,
            spec.MaxTokens,
            spec.MaxCost)
        {
            Review = spec.Review,
        };
    }

    public static Proto.BuildCaptionSet ToProto(BuildCaptionSetSpec spec) => new()
    {
        Name = spec.Name,
        Images = spec.Images,
        Metadata = spec.Metadata,
        Photos = spec.Photos,
        Seed = spec.Seed,
        PlaceGrain = spec.PlaceGrain is PlaceGrain.Text ? Proto.PlaceGrain.Text : Proto.PlaceGrain.Geohash,
        GeohashLength = spec.GeohashLength,
        TimeGrain = spec.TimeGrain is TimeGrain.Day ? Proto.TimeGrain.Day : Proto.TimeGrain.Hour,
        Size = spec.Size,
        KeepAspectRatio = spec.KeepAspectRatio,
        Languages = { spec.Languages },
        Captions = { spec.Captions },
        CaptionModel = spec.CaptionModel,
        CaptionLength = spec.CaptionLength,
        DuplicateModel = spec.DuplicateModel,
        MinCosine = spec.MinCosine,
        MaxTokens = spec.MaxTokens,
        MaxCost = spec.MaxCost,
        Review = spec.Review,
    };

    // Without a wish a model writes Chinese, as the method has it; captions by people are taken in all languages they have.
    private static string[] Languages(Proto.BuildCaptionSet spec) =>
        spec.Languages.Count == 0 && spec.Captions.Count == 0 ? ["zh"] : QueryLanguages.Known.Intersect(spec.Languages).ToArray();
}
