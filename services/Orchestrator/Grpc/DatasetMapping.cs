using Google.Protobuf.WellKnownTypes;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Datasets.Browse;
using ImageSearchBench.Orchestrator.Datasets.Versions;
using ImageSearchBench.Orchestrator.Jobs;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Datasets, their content, versions and differences as messages; the specification of a new version, and back.</summary>
internal static class DatasetMapping
{
    private const int MaxReviewer = 128;

    public static Proto.Dataset ToProto(this Dataset dataset) => new()
    {
        Hash = dataset.Hash,
        Name = dataset.Name,
        Kind = dataset.Kind,
        Images = dataset.Images,
        Queries = dataset.Queries,
        Judgments = dataset.Judgments,
        SkippedImages = dataset.SkippedImages,
        CreateTime = dataset.CreateTime.ToTimestamp(),
        Directory = dataset.Directory,
        Counts = { dataset.Counts.ToDictionary() },
        Parent = dataset.Parent,
    };

    public static Proto.DatasetQuery ToProto(this BrowsedQuery browsed)
    {
        var query = browsed.Query;
        var message = new Proto.DatasetQuery
        {
            Id = query.Id,
            Text = query.Text,
            Language = query.Language,
            Style = query.Style,
            Level = query.Level,
            Labels = { query.Labels },
            Relevant = browsed.Relevant,
            Topic = query.Topic,
            Provenance = query.Provenance ?? "",
            ImageId = query.Image ?? "",
            Model = query.Model ?? "",
            Prompt = query.Prompt ?? "",
            Reviewer = query.Reviewer ?? "",
            Negative = query.Negative,
            Judged = browsed.Judged,
        };
        if (query.Seed is { } seed)
            message.Seed = seed;
        return message;
    }

    public static Proto.DatasetImage ToProto(this DatasetImage image) => new()
    {
        Id = image.Id,
        File = image.File ?? "",
        Sha256 = image.Sha256 ?? "",
        Size = image.Size ?? 0,
        Width = image.Width ?? 0,
        Height = image.Height ?? 0,
        Time = image.Time ?? "",
        Place = image.Place ?? "",
        Source = image.Source ?? "",
        Licence = image.Licence ?? "",
    };

    public static Proto.DatasetJudgment ToProto(this Judgment judgment) => new() { ImageId = judgment.ImageId, Grade = judgment.Grade };

    public static Proto.DatasetVersion ToProto(this DatasetVersion version) => new()
    {
        Hash = version.Hash,
        Dataset = version.Dataset?.ToProto(),
        Change = version.Change,
    };

    public static Proto.DatasetDifference ToProto(this DatasetDifference difference) => new()
    {
        Part = ToProto(difference.Part),
        Kind = difference.Kind switch
        {
            DifferenceKind.Added => Proto.DifferenceKind.Added,
            DifferenceKind.Removed => Proto.DifferenceKind.Removed,
            _ => Proto.DifferenceKind.Changed,
        },
        Id = difference.Id,
        ImageId = difference.ImageId,
        From = difference.From,
        To = difference.To,
        Count = difference.Count,
    };

    public static Proto.DatasetPart ToProto(this DatasetPart part) => part switch
    {
        DatasetPart.Parameter => Proto.DatasetPart.Parameter,
        DatasetPart.File => Proto.DatasetPart.File,
        DatasetPart.Image => Proto.DatasetPart.Image,
        DatasetPart.Query => Proto.DatasetPart.Query,
        _ => Proto.DatasetPart.Judgment,
    };

    public static ExtendDatasetSpec ToDomain(Proto.ExtendDataset spec)
    {
        var faults = new SpecFaults("extend_dataset");
        faults.If(spec.Dataset.Length == 0, "dataset", "must name a dataset or its folder.");
        faults.If(spec.Taxonomy.Length == 0 && spec.Qrels.Length == 0, "taxonomy", "must name a taxonomy (or qrels judgements): otherwise nothing changes.");
        faults.If(spec.Reviewer.Length > MaxReviewer || spec.Reviewer.Any(char.IsControl), "reviewer", $"must be a name of at most {MaxReviewer} characters on one line.");
        faults.If(spec.Reviewer.Length > 0 && spec.Qrels.Length == 0, "reviewer", "is for qrels.");
        faults.If(spec.Name.Length > 0 && !JobSpecMapping.IsName(spec.Name), "name", $"'{spec.Name}' is no dataset name: letters, digits, '.', '_' and '-', 1 to 64 of them.");
        faults.ThrowIfAny();
        return new ExtendDatasetSpec(
            spec.Dataset.Contains(Path.DirectorySeparatorChar) ? Path.GetFullPath(spec.Dataset) : spec.Dataset,
            spec.Taxonomy.Length > 0 ? Path.GetFullPath(spec.Taxonomy) : "",
            spec.Qrels.Length > 0 ? Path.GetFullPath(spec.Qrels) : "",
            spec.Reviewer,
            spec.Name);
    }

    public static Proto.ExtendDataset ToProto(ExtendDatasetSpec spec) => new()
    {
        Dataset = spec.Dataset,
        Taxonomy = spec.Taxonomy,
        Qrels = spec.Qrels,
        Reviewer = spec.Reviewer,
        Name = spec.Name,
    };
}
