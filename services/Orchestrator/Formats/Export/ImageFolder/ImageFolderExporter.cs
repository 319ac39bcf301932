using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Formats.Export.ImageFolder;

/// <summary>
/// Hugging Face imagefolder: <c>{split}/metadata.jsonl</c> with a line for each image beside the files; <c>text</c> lists the relevant
/// texts, <c>queries</c> all of them with ids and grades.
/// </summary>
internal sealed class ImageFolderExporter : IDatasetExporter
{
    public string Name => "imagefolder";

    public string Description => "Hugging Face imagefolder: {split}/metadata.jsonl beside the images";

    public DatasetFeatures Holds =>
        DatasetFeatures.Grades | DatasetFeatures.IrrelevantJudgments | DatasetFeatures.SeveralImagesPerQuery | DatasetFeatures.UnjudgedImages
        | DatasetFeatures.QueryAttributes | DatasetFeatures.ImageAttributes;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await using var rows = new JsonLinesWriter(export.PathOf($"{export.Split}/metadata.jsonl"));
        await using var queries = await export.ByImageAsync(cancellationToken);
        await foreach (var image in export.ImagesAsync(cancellationToken))
        {
            export.AddFile(image, $"{export.Split}/images/{image.Name}");
            var asked = await queries.OfAsync(image.Image.Id, cancellationToken);
            var row = new Row($"images/{image.Name}", image.Image.Id, [.. asked.Where(q => q.Grade > 0).Select(q => q.Query.Text)], [.. asked.Select(q => Asked.Of(q.Query, q.Grade))])
            {
                Time = image.Image.Time,
                Place = image.Image.Place,
                Source = image.Image.Source,
                Licence = image.Image.Licence,
            };
            await rows.WriteAsync(row, cancellationToken);
        }

        await rows.FinishAsync(cancellationToken);
    }

    private sealed record Row(string FileName, string ImageId, IReadOnlyList<string> Text, IReadOnlyList<Asked> Queries)
    {
        public string? Time { get; init; }

        public string? Place { get; init; }

        public string? Source { get; init; }

        public string? Licence { get; init; }
    }

    private sealed record Asked(string QueryId, string Text, int Grade, string Language, string Style, int Level, string Topic, IReadOnlyList<string> Labels, string? Provenance)
    {
        public static Asked Of(DatasetQuery query, int grade) =>
            new(query.Id, query.Text, grade, query.Language, query.Style, query.Level, query.Topic, query.Labels, query.Provenance);
    }
}
