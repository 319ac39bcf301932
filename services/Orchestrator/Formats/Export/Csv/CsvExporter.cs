using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export.Csv;

/// <summary>
/// CSV: <c>{split}.csv</c> with a line for each judged pair (<c>image,text,image_id,query_id,grade</c>; <c>label</c> instead of
/// <c>grade</c> for a matching set), and columns for attributes where the dataset has some. First come lines that list the images alone,
/// so that order and unjudged images stay.
/// </summary>
internal sealed class CsvExporter : IDatasetExporter
{
    private static readonly string[] QueryColumns = ["language", "style", "level", "topic", "labels", "provenance"];
    private static readonly string[] ImageColumns = ["time", "place", "source", "licence"];

    public string Name => "csv";

    public string Description => "CSV: {split}.csv (image, text, image_id, query_id, grade) and images/";

    public DatasetFeatures Holds => DatasetFeatures.All & ~DatasetFeatures.ImagesWithoutFile;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        var isMatching = export.Scan.Features.HasFlag(DatasetFeatures.MatchingKind);
        var queryColumns = export.Scan.Features.HasFlag(DatasetFeatures.QueryAttributes) ? QueryColumns : [];
        var imageColumns = export.Scan.Features.HasFlag(DatasetFeatures.ImageAttributes) ? ImageColumns : [];
        await using var file = DurableFile.Create(export.PathOf($"{export.Split}.csv"));
        await WriteAsync(["image", "text", "image_id", "query_id", isMatching ? "label" : "grade", .. queryColumns, .. imageColumns]);
        await foreach (var image in export.ImagesAsync(cancellationToken))
        {
            export.AddFile(image, $"images/{image.Name}");
            await WriteAsync(
            [
                $"images/{image.Name}", "", image.Image.Id, "", "", .. queryColumns.Select(_ => ""),
                .. imageColumns.Length > 0 ? Attributes(image.Image) : [],
            ]);
        }

        await foreach (var (query, judgments) in export.QueriesAsync(cancellationToken))
        {
            string[] attributes = [.. queryColumns.Length > 0 ? Attributes(query) : [], .. imageColumns.Select(_ => "")];
            foreach (var judgment in judgments)
                await WriteAsync(["", query.Text, judgment.ImageId, query.Id, judgment.Grade.ToString(CultureInfo.InvariantCulture), .. attributes]);
            if (judgments.Count == 0)
                await WriteAsync(["", query.Text, "", query.Id, "", .. attributes]);
        }

        await file.FlushToDiskAsync(cancellationToken);

        ValueTask WriteAsync(IEnumerable<string> fields) => file.WriteAsync(Encoding.UTF8.GetBytes(CsvText.Line(fields) + "\n"), cancellationToken);
    }

    private static string[] Attributes(DatasetQuery query) =>
    [
        query.Language, query.Style, query.Level == 0 ? "" : query.Level.ToString(CultureInfo.InvariantCulture), query.Topic,
        LabelList.Write(query.Labels), query.Provenance ?? "",
    ];

    private static string[] Attributes(DatasetImage image) => [image.Time ?? "", image.Place ?? "", image.Source ?? "", image.Licence ?? ""];
}
