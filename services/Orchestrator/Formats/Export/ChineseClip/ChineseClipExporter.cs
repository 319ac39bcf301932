using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export.ChineseClip;

/// <summary>
/// The packing of Chinese-CLIP: <c>{split}_imgs.tsv</c>, <c>{split}_texts.jsonl</c> and, for image→text, <c>{split}_texts.tr.jsonl</c>.
/// Its script <c>build_lmdb_dataset.py</c> makes the LMDB of them. Ids become whole numbers.
/// </summary>
internal sealed class ChineseClipExporter : IDatasetExporter
{
    public string Name => "chinese-clip";

    public string Description => "Chinese-CLIP packing: {split}_imgs.tsv, {split}_texts.jsonl, {split}_texts.tr.jsonl";

    public DatasetFeatures Holds =>
        DatasetFeatures.SeveralImagesPerQuery | DatasetFeatures.QueriesWithoutJudgments | DatasetFeatures.UnjudgedImages | DatasetFeatures.QueryOrder;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await WriteImagesAsync(export, cancellationToken);
        await WriteTextsAsync(export, cancellationToken);
    }

    private static async Task WriteImagesAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await using var images = DurableFile.Create(export.PathOf($"{export.Split}_imgs.tsv"));
        await using var imageTexts = new JsonLinesWriter(export.PathOf($"{export.Split}_texts.tr.jsonl"));
        await using var queries = await export.ByImageAsync(cancellationToken);
        await foreach (var image in export.ImagesAsync(cancellationToken))
        {
            var number = export.Scan.ImageIds.Of(image.Image.Id);
            var id = number.ToString(CultureInfo.InvariantCulture);
            await export.Ids.ImageAsync(id, image.Image.Id, cancellationToken);
            await WriteLineAsync(images, id, await File.ReadAllBytesAsync(image.File!, cancellationToken), cancellationToken);
            var texts = await queries.OfAsync(image.Image.Id, cancellationToken);
            await imageTexts.WriteAsync(
                new ImageTexts(number, [.. texts.Where(t => t.Grade > 0).Select(t => export.Scan.QueryIds.Of(t.Query.Id))]), cancellationToken);
        }

        await images.FlushToDiskAsync(cancellationToken);
        await imageTexts.FinishAsync(cancellationToken);
    }

    private static async Task WriteLineAsync(FileStream file, string id, byte[] data, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(id.Length + 2 + Base64.GetMaxEncodedToUtf8Length(data.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(id, buffer);
            buffer[length++] = (byte)'\t';
            Base64.EncodeToUtf8(data, buffer.AsSpan(length), out _, out var written);
            length += written;
            buffer[length++] = (byte)'\n';
            await file.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task WriteTextsAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await using var texts = new JsonLinesWriter(export.PathOf($"{export.Split}_texts.jsonl"));
        await foreach (var (query, judgments) in export.QueriesAsync(cancellationToken))
        {
            var number = export.Scan.QueryIds.Of(query.Id);
            await export.Ids.QueryAsync(number.ToString(CultureInfo.InvariantCulture), query.Id, cancellationToken);
            await texts.WriteAsync(new Text(number, query.Text, Relevant(export, judgments)), cancellationToken);
        }

        await texts.FinishAsync(cancellationToken);
    }

    private static long[] Relevant(ExportContext export, IReadOnlyList<Judgment> judgments) =>
        [.. judgments.Where(j => j.Grade > 0).Select(j => export.Scan.ImageIds.Of(j.ImageId))];

    private sealed record Text(long TextId, [property: System.Text.Json.Serialization.JsonPropertyName("text")] string Words, long[] ImageIds);

    private sealed record ImageTexts(long ImageId, long[] TextIds);
}
