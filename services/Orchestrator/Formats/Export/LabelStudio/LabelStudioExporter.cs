using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export.LabelStudio;

/// <summary>
/// Tasks of Label Studio for people who review there: <c>tasks.json</c> with one task for each judged pair of query and image, the
/// judgement as its prediction, and <c>label-config.xml</c>. Images are local files below Label Studio's document root.
/// </summary>
internal sealed class LabelStudioExporter : IDatasetExporter
{
    public string Name => "label-studio";

    public string Description => "Label Studio: tasks.json (one task a judged pair), label-config.xml and images/";

    public DatasetFeatures Holds =>
        DatasetFeatures.Grades | DatasetFeatures.IrrelevantJudgments | DatasetFeatures.SeveralImagesPerQuery | DatasetFeatures.QueryOrder
        | DatasetFeatures.ImagesWithoutFile;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        // Where each image is: 60 bytes more than the names.
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var image in export.ImagesAsync(cancellationToken))
        {
            places[image.Image.Id] = image.File is null ? image.Image.Source ?? "" : $"/data/local-files/?d={Uri.EscapeDataString($"images/{image.Name}")}";
            if (image.File is not null)
                export.AddFile(image, $"images/{image.Name}");
        }

        var grades = new SortedSet<int> { 0, 1 };
        await using (var file = DurableFile.Create(export.PathOf("tasks.json")))
        {
            await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = Json.Line.Encoder });
            json.WriteStartArray();
            await foreach (var (query, judgments) in export.QueriesAsync(cancellationToken))
            {
                foreach (var judgment in judgments.Where(j => places.GetValueOrDefault(j.ImageId) is { Length: > 0 }))
                {
                    grades.Add(judgment.Grade);
                    WriteTask(json, query, judgment, places[judgment.ImageId]);
                }

                if (json.BytesPending > 1 << 16)
                    await json.FlushAsync(cancellationToken);
            }

            json.WriteEndArray();
            await json.FlushAsync(cancellationToken);
            await file.FlushToDiskAsync(cancellationToken);
        }

        await File.WriteAllTextAsync(export.PathOf("label-config.xml"), Config(grades), cancellationToken);
    }

    private static void WriteTask(Utf8JsonWriter json, Datasets.DatasetQuery query, Datasets.Judgment judgment, string image)
    {
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteString("image", image);
        json.WriteString("text", query.Text);
        json.WriteString("query_id", query.Id);
        json.WriteString("image_id", judgment.ImageId);
        json.WriteEndObject();
        json.WriteStartArray("predictions");
        json.WriteStartObject();
        json.WriteString("model_version", "judgement");
        json.WriteStartArray("result");
        json.WriteStartObject();
        json.WriteString("from_name", "grade");
        json.WriteString("to_name", "image");
        json.WriteString("type", "choices");
        json.WriteStartObject("value");
        json.WriteStartArray("choices");
        json.WriteStringValue(judgment.Grade.ToString(CultureInfo.InvariantCulture));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Config(IEnumerable<int> grades) =>
        $"""
        <View>
          <Header value="$text"/>
          <Image name="image" value="$image"/>
          <Choices name="grade" toName="image" choice="single">
        {string.Join('\n', grades.Select(g => $"    <Choice value=\"{g.ToString(CultureInfo.InvariantCulture)}\"/>"))}
          </Choices>
        </View>

        """;
}
