using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export.Beir;

/// <summary>BEIR: <c>corpus.jsonl</c> (with the image's file in <c>metadata</c>), <c>queries.jsonl</c>, <c>qrels/{split}.tsv</c>, <c>images/</c>.</summary>
internal sealed class BeirExporter : IDatasetExporter
{
    public string Name => "beir";

    public string Description => "BEIR: corpus.jsonl, queries.jsonl, qrels/{split}.tsv and images/";

    public DatasetFeatures Holds => DatasetFeatures.All & ~DatasetFeatures.MatchingKind;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await using (var corpus = new JsonLinesWriter(export.PathOf("corpus.jsonl")))
        {
            await foreach (var image in export.ImagesAsync(cancellationToken))
            {
                await corpus.WriteAsync(new Document(image.Image.Id, "", "", DocumentFields.Of(image)), cancellationToken);
                if (image.File is not null)
                    export.AddFile(image, $"images/{image.Name}");
            }

            await corpus.FinishAsync(cancellationToken);
        }

        await using var queries = new JsonLinesWriter(export.PathOf("queries.jsonl"));
        await using var qrels = DurableFile.Create(export.PathOf($"qrels/{export.Split}.tsv"));
        await qrels.WriteAsync("query-id\tcorpus-id\tscore\n"u8.ToArray(), cancellationToken);
        await foreach (var (query, judgments) in export.QueriesAsync(cancellationToken))
        {
            await queries.WriteAsync(new Topic(query.Id, query.Text, QueryDefaults.Says(query) ? null : query), cancellationToken);
            foreach (var judgment in judgments)
                await qrels.WriteAsync(Line(query.Id, judgment), cancellationToken);
        }

        await queries.FinishAsync(cancellationToken);
        await qrels.FlushToDiskAsync(cancellationToken);
    }

    private static byte[] Line(string query, Judgment judgment) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{query}\t{judgment.ImageId}\t{judgment.Grade}\n"));

    private sealed record Document([property: JsonPropertyName("_id")] string Id, string Title, string Text, DocumentFields Metadata);

    private sealed record Topic([property: JsonPropertyName("_id")] string Id, string Text, DatasetQuery? Metadata);
}
