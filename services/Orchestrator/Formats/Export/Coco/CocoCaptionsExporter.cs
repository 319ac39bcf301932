using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export.Coco;

/// <summary>COCO captions: <c>captions_{split}.json</c> with images and one annotation for each query and relevant image. Ids become whole numbers.</summary>
internal sealed class CocoCaptionsExporter : IDatasetExporter
{
    public string Name => "coco-captions";

    public string Description => "COCO captions: captions_{split}.json and images/";

    public DatasetFeatures Holds =>
        DatasetFeatures.UnjudgedImages | DatasetFeatures.QueryOrder | DatasetFeatures.ImageAttributes | DatasetFeatures.ImagesWithoutFile;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await using var file = DurableFile.Create(export.PathOf($"captions_{export.Split}.json"));
        await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = Json.Line.Encoder });
        json.WriteStartObject();
        json.WriteStartObject("info");
        json.WriteString("description", export.Dataset.Name);
        json.WriteString("version", export.Dataset.Hash);
        json.WriteEndObject();
        var licences = await WriteImagesAsync(export, json, cancellationToken);
        await WriteCaptionsAsync(export, json, cancellationToken);
        json.WriteStartArray("licenses");
        foreach (var (name, id) in licences)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await file.FlushToDiskAsync(cancellationToken);
    }

    private static async Task<Dictionary<string, int>> WriteImagesAsync(ExportContext export, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        var licences = new Dictionary<string, int>(StringComparer.Ordinal);
        json.WriteStartArray("images");
        await foreach (var image in export.ImagesAsync(cancellationToken))
        {
            var id = export.Scan.ImageIds.Of(image.Image.Id);
            await export.Ids.ImageAsync(id.ToString(CultureInfo.InvariantCulture), image.Image.Id, cancellationToken);
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("file_name", image.Name.Length > 0 ? image.Name : id.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("width", image.Image.Width ?? 0);
            json.WriteNumber("height", image.Image.Height ?? 0);
            if (image.Image.Licence is { } licence)
            {
                licences.TryAdd(licence, licences.Count + 1);
                json.WriteNumber("license", licences[licence]);
            }

            WriteText(json, "coco_url", image.Image.Source);
            WriteText(json, "date_captured", image.Image.Time);
            WriteText(json, "place", image.Image.Place);
            if (image.File is not null)
                export.AddFile(image, $"images/{image.Name}");
            else
            {
                WriteText(json, "sha256", image.Image.Sha256);
                if (image.Image.Size is { } size)
                    json.WriteNumber("size", size);
            }

            json.WriteEndObject();
            await FlushAsync(json, cancellationToken);
        }

        json.WriteEndArray();
        return licences;
    }

    private static async Task WriteCaptionsAsync(ExportContext export, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        // Numbers of queries stay as long as each has one image; otherwise captions are numbered in order.
        var keeps = !export.Scan.Features.HasFlag(DatasetFeatures.SeveralImagesPerQuery);
        long number = 0;
        json.WriteStartArray("annotations");
        await foreach (var (query, judgments) in export.QueriesAsync(cancellationToken))
        {
            var isFirst = true;
            foreach (var judgment in judgments.Where(j => j.Grade > 0))
            {
                var id = keeps ? export.Scan.QueryIds.Of(query.Id) : ++number;
                if (isFirst)
                    await export.Ids.QueryAsync(id.ToString(CultureInfo.InvariantCulture), query.Id, cancellationToken);
                isFirst = false;
                json.WriteStartObject();
                json.WriteNumber("id", id);
                json.WriteNumber("image_id", export.Scan.ImageIds.Of(judgment.ImageId));
                json.WriteString("caption", query.Text);
                json.WriteEndObject();
            }

            await FlushAsync(json, cancellationToken);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static async Task FlushAsync(Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        if (json.BytesPending > 1 << 16)
            await json.FlushAsync(cancellationToken);
    }
}
