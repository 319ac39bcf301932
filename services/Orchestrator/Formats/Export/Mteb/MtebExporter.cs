using ImageSearchBench.Orchestrator.Formats.Files;
using Parquet.Schema;

namespace ImageSearchBench.Orchestrator.Formats.Export.Mteb;

/// <summary>
/// MTEB / MIEB retrieval sets as the Hugging Face hub keeps them: <c>corpus/</c>, <c>queries/</c> and <c>qrels/</c>, each with
/// <c>{split}-00000-of-00001.parquet</c>. Images are in the files, as bytes with a name; without the right to give them away the bytes are absent.
/// </summary>
internal sealed class MtebExporter : IDatasetExporter
{
    public string Name => "mteb";

    public string Description => "MTEB/MIEB Parquet: corpus, queries and qrels, images inside";

    public DatasetFeatures Holds => DatasetFeatures.All & ~DatasetFeatures.MatchingKind;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await WriteCorpusAsync(export, cancellationToken);
        await WriteQueriesAsync(export, cancellationToken);
    }

    private static string PathOf(ExportContext export, string part) => export.PathOf($"{part}/{export.Split}-00000-of-00001.parquet");

    private static async Task WriteCorpusAsync(ExportContext export, CancellationToken cancellationToken)
    {
        var image = new StructField("image", new DataField<byte[]>("bytes"), new DataField<string>("path"));
        string[] texts = ["sha256", "time", "place", "source", "licence"];
        string[] numbers = ["size", "width", "height"];
        var schema = new ParquetSchema([new DataField<string>("id"), image, .. texts.Select(t => new DataField<string>(t)), .. numbers.Select(n => new DataField<long>(n))]);
        await using var file = await ParquetTable.CreateAsync(
            PathOf(export, "corpus"), schema, """{"info":{"features":{"id":{"dtype":"string","_type":"Value"},"image":{"_type":"Image"}}}}""", cancellationToken);
        await foreach (var one in export.ImagesAsync(cancellationToken))
        {
            var bytes = one.File is null ? null : await File.ReadAllBytesAsync(one.File, cancellationToken);
            await file.AddAsync(
                [
                    one.Image.Id, bytes, bytes is null ? null : one.Name, one.Image.Sha256, one.Image.Time, one.Image.Place, one.Image.Source, one.Image.Licence,
                    one.Image.Size ?? 0, (long)(one.Image.Width ?? 0), (long)(one.Image.Height ?? 0),
                ],
                bytes?.Length ?? 0,
                cancellationToken);
        }

        await file.FinishAsync(cancellationToken);
    }

    private static async Task WriteQueriesAsync(ExportContext export, CancellationToken cancellationToken)
    {
        string[] texts = ["id", "text", "language", "style", "topic", "labels", "provenance"];
        var schema = new ParquetSchema([.. texts.Select(t => new DataField<string>(t)), new DataField<long>("level")]);
        await using var queries = await ParquetTable.CreateAsync(PathOf(export, "queries"), schema, features: null, cancellationToken);
        await using var qrels = await ParquetTable.CreateAsync(
            PathOf(export, "qrels"),
            new ParquetSchema(new DataField<string>("query-id"), new DataField<string>("corpus-id"), new DataField<long>("score")),
            features: null,
            cancellationToken);
        await foreach (var (query, judgments) in export.QueriesAsync(cancellationToken))
        {
            await queries.AddAsync(
                [query.Id, query.Text, query.Language, query.Style, query.Topic, LabelList.Write(query.Labels), query.Provenance, (long)query.Level],
                query.Text.Length,
                cancellationToken);
            foreach (var judgment in judgments)
                await qrels.AddAsync([query.Id, judgment.ImageId, (long)judgment.Grade], 0, cancellationToken);
        }

        await queries.FinishAsync(cancellationToken);
        await qrels.FinishAsync(cancellationToken);
    }
}
