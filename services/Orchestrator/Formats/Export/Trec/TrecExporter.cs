using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export.Trec;

/// <summary>TREC: <c>qrels.{split}.txt</c>, <c>topics.{split}.tsv</c> (<c>qid TAB text</c>), <c>images.tsv</c> (<c>docid TAB file</c>), <c>images/</c>.</summary>
internal sealed class TrecExporter : IDatasetExporter
{
    public string Name => "trec";

    public string Description => "TREC: qrels.{split}.txt, topics.{split}.tsv, images.tsv and images/";

    public DatasetFeatures Holds =>
        DatasetFeatures.Grades | DatasetFeatures.IrrelevantJudgments | DatasetFeatures.SeveralImagesPerQuery | DatasetFeatures.QueriesWithoutJudgments
        | DatasetFeatures.UnjudgedImages | DatasetFeatures.QueryOrder;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await using (var list = DurableFile.Create(export.PathOf("images.tsv")))
        {
            await foreach (var image in export.ImagesAsync(cancellationToken))
            {
                export.AddFile(image, $"images/{image.Name}");
                await list.WriteAsync(Encoding.UTF8.GetBytes($"{image.Image.Id}\timages/{image.Name}\n"), cancellationToken);
            }

            await list.FlushToDiskAsync(cancellationToken);
        }

        await using var topics = DurableFile.Create(export.PathOf($"topics.{export.Split}.tsv"));
        await using var qrels = DurableFile.Create(export.PathOf($"qrels.{export.Split}.txt"));
        await foreach (var (query, judgments) in export.QueriesAsync(cancellationToken))
        {
            await topics.WriteAsync(Encoding.UTF8.GetBytes($"{query.Id}\t{OneLine.Of(query.Text)}\n"), cancellationToken);
            foreach (var judgment in judgments)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"{query.Id} 0 {judgment.ImageId} {judgment.Grade}\n");
                await qrels.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
            }
        }

        await topics.FlushToDiskAsync(cancellationToken);
        await qrels.FlushToDiskAsync(cancellationToken);
    }
}
