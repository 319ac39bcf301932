using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Specifications of label sets as messages and back; defaults are filled in and ranges checked on the way in.</summary>
internal static class LabelSetMapping
{
    // What QueryGeneration puts into one query.
    private const int MaxLevels = 16;
    private const int MaxNegatives = 100_000;

    private static readonly string[] Templates = ["word", "sentence"];
    private static readonly string[] Styles = [.. Templates, LabelQueryWriter.Natural];

    public static BuildLabelSetSpec ToDomain(Proto.BuildLabelSet spec)
    {
        var faults = new SpecFaults("build_label_set");
        faults.If(!JobSpecMapping.IsName(spec.Name), "name", $"'{spec.Name}' is no dataset name: letters, digits, '.', '_' and '-', 1 to 64 of them.");
        faults.If(spec.Annotations.Length == 0 && spec.Tags.Length == 0, "annotations", "must name the annotation file (or tags that of a tagger).");
        faults.If(spec.Annotations.Length > 0 && spec.Tags.Length > 0, "tags", "cannot be given together with annotations.");
        faults.If(spec.Images.Length == 0, "images", "must name the image folder.");
        faults.If(spec.MinImages < 0, "min_images", "must not be negative.");
        faults.If(spec.HasMinArea && spec.MinArea is not (>= 0 and < 1), "min_area", "must be from 0 up to 1.");
        faults.If(spec.Levels is < 0 or > MaxLevels, "levels", $"must be 1 to {MaxLevels}.");
        faults.If(spec.MaxPerLevel < 0, "max_per_level", "must not be negative.");
        foreach (var style in spec.Styles.Except(Styles))
            faults.Add("styles", $"'{style}' is unknown: choose word, sentence or natural.");
        foreach (var language in spec.Languages.Except(QueryLanguages.Known))
            faults.Add("languages", $"'{language}' is unknown: choose zh or en.");
        faults.If(spec.HasMinScore && !double.IsFinite(spec.MinScore), "min_score", "must be a number.");
        faults.If(spec.HasMinScore && spec.Tags.Length == 0, "min_score", "is for tags.");
        faults.If(!Enum.IsDefined(spec.Crowd), "crowd", "is unknown: choose count or ignore.");
        faults.If(spec.Negatives is < 0 or > MaxNegatives, "negatives", $"must be 0 to {MaxNegatives}.");
        faults.If(spec.MaxTokens < 0, "max_tokens", "must not be negative.");
        faults.If(spec.MaxCost is not (>= 0 and < double.PositiveInfinity), "max_cost", "must not be negative.");
        faults.ThrowIfAny();
        return new BuildLabelSetSpec(
            spec.Name,
            spec.Annotations.Length > 0 ? Path.GetFullPath(spec.Annotations) : "",
            Path.GetFullPath(spec.Images),
            spec.Taxonomy.Length > 0 ? Path.GetFullPath(spec.Taxonomy) : "",
            spec.MinImages == 0 ? 10 : spec.MinImages,
            spec.HasMinArea ? spec.MinArea : 0.1,
            spec.Levels == 0 ? 3 : spec.Levels,
            spec.MaxPerLevel == 0 ? 2000 : spec.MaxPerLevel,
            spec.Styles.Count == 0 ? Templates : Styles.Intersect(spec.Styles).ToArray(),
            QueryLanguages.Known.Intersect(spec.Languages).ToArray(),
            spec.Seed)
        {
            Extras = Extras(spec),
            Review = spec.Review,
        };
    }

    public static Proto.BuildLabelSet ToProto(BuildLabelSetSpec spec)
    {
        var extras = spec.Extras ?? LabelSetExtras.None;
        var proto = new Proto.BuildLabelSet
        {
            Name = spec.Name,
            Annotations = spec.Annotations,
            Images = spec.Images,
            Taxonomy = spec.Taxonomy,
            MinImages = spec.MinImages,
            MinArea = spec.MinArea,
            Levels = spec.Levels,
            MaxPerLevel = spec.MaxPerLevel,
            Styles = { spec.Styles },
            Languages = { spec.Languages },
            Seed = spec.Seed,
            Tags = extras.Tags,
            Crowd = extras.Crowds is CrowdBoxes.Ignore ? Proto.CrowdBoxes.Ignore : Proto.CrowdBoxes.Count,
            Negatives = extras.Negatives,
            WriterModel = extras.WriterModel,
            MaxTokens = extras.MaxTokens,
            MaxCost = extras.MaxCost,
            Review = spec.Review,
        };
        if (extras.MinScore > double.MinValue)
            proto.MinScore = extras.MinScore;
        return proto;
    }

    // Null for a label set that uses none of it, which is then stored as it was before there was any of it.
    private static LabelSetExtras? Extras(Proto.BuildLabelSet spec)
    {
        var extras = new LabelSetExtras
        {
            Tags = spec.Tags.Length > 0 ? Path.GetFullPath(spec.Tags) : "",
            MinScore = spec.HasMinScore ? spec.MinScore : double.MinValue,
            Crowds = spec.Crowd is Proto.CrowdBoxes.Ignore ? CrowdBoxes.Ignore : CrowdBoxes.Count,
            Negatives = spec.Negatives,
            WriterModel = spec.WriterModel,
            MaxTokens = spec.MaxTokens,
            MaxCost = spec.MaxCost,
        };
        return extras == LabelSetExtras.None ? null : extras;
    }
}
