using System.Text.Json.Serialization;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>What a job does, with every default filled in; stored as JSON with its kind in <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BuildLabelSetSpec), "build_label_set")]
[JsonDerivedType(typeof(CaptionSets.BuildCaptionSetSpec), "build_caption_set")]
[JsonDerivedType(typeof(TopicSets.BuildTopicSetSpec), "build_topic_set")]
[JsonDerivedType(typeof(EncodeDatasetSpec), "encode_dataset")]
[JsonDerivedType(typeof(IndexDatasetSpec), "index_dataset")]
[JsonDerivedType(typeof(EvaluateSpec), "evaluate")]
[JsonDerivedType(typeof(CompareRunsSpec), "compare_runs")]
[JsonDerivedType(typeof(ImportDatasetSpec), "import_dataset")]
[JsonDerivedType(typeof(ExportDatasetSpec), "export_dataset")]
[JsonDerivedType(typeof(Audits.AuditDatasetSpec), "audit_dataset")]
[JsonDerivedType(typeof(Datasets.Versions.ExtendDatasetSpec), "extend_dataset")]
internal abstract record JobSpec
{
    /// <summary>Language models are asked under the job's id: what that takes is part of its progress.</summary>
    [JsonIgnore]
    public virtual bool AsksLanguageModels => false;
}

/// <summary>Builds a label set from images with labelled boxes.</summary>
/// <param name="Name">The dataset's name for people.</param>
/// <param name="Annotations">COCO-format file; empty where tags are given.</param>
/// <param name="Images">Folder of the images.</param>
/// <param name="Taxonomy">Taxonomy file; empty takes category names as they are.</param>
/// <param name="MinImages">A class is searchable, and a combination kept, with at least this many images.</param>
/// <param name="MinArea">A class's box counts when it covers more than this share of the image, 0 up to 1.</param>
/// <param name="Levels">Labels combined at most, 1 to 16.</param>
/// <param name="MaxPerLevel">Most label sets kept on each level from 2 on.</param>
/// <param name="Styles">Styles of the query texts.</param>
/// <param name="Languages">Languages of the query texts; empty means all that the taxonomy names every label in.</param>
/// <param name="Seed">Seed of the drawing of combinations.</param>
internal sealed record BuildLabelSetSpec(
    string Name,
    string Annotations,
    string Images,
    string Taxonomy,
    int MinImages,
    double MinArea,
    int Levels,
    int MaxPerLevel,
    IReadOnlyList<string> Styles,
    IReadOnlyList<string> Languages,
    ulong Seed) : JobSpec
{
    /// <summary>People look at names and compatible labels before they are used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Review { get; init; }

    /// <summary>Tags, crowds, negatives and natural queries.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelSets.LabelSetExtras? Extras { get; init; }

    /// <summary>The file that says what the images show: the tags, or the annotations.</summary>
    [JsonIgnore]
    public string LabelsFile => Extras?.Tags is { Length: > 0 } tags ? tags : Annotations;

    /// <inheritdoc />
    public override bool AsksLanguageModels => Styles.Contains(LabelSets.LabelQueryWriter.Natural);
}

/// <summary>Encodes a dataset's images and queries with a model.</summary>
internal sealed record EncodeDatasetSpec(string Dataset, string Model) : JobSpec;

/// <summary>Indexes a dataset's images for a model.</summary>
internal sealed record IndexDatasetSpec(string Dataset, string Model) : JobSpec;

/// <summary>Evaluates a system on a dataset (hash, prefix, name or folder).</summary>
internal sealed record EvaluateSpec(
    string Dataset,
    EvaluatedSystem System,
    int TopK,
    IReadOnlyList<string> Measures,
    int Resamples,
    ulong Seed) : JobSpec
{
    /// <summary>What is searched with what.</summary>
    public SearchDirection Direction { get; init; }
}

/// <summary>Compares runs on the same dataset; no measures means all that they share.</summary>
internal sealed record CompareRunsSpec(IReadOnlyList<string> RunIds, IReadOnlyList<string> Measures, ulong Seed) : JobSpec
{
    /// <summary>Compares values with near-duplicates as one image.</summary>
    public bool DuplicateAware { get; init; }
}

/// <summary>Imports a dataset from files of another format; an empty format is found out, an empty kind is the format's.</summary>
internal sealed record ImportDatasetSpec(
    string Format, IReadOnlyList<string> Paths, string Name, string Split, string Language, string DatasetKind, bool Fetch) : JobSpec;

/// <summary>Exports a dataset (hash, prefix, name or folder) to a new folder of files of another format.</summary>
internal sealed record ExportDatasetSpec(string Dataset, string Format, string Path, string Split, bool LicensedOnly) : JobSpec;
