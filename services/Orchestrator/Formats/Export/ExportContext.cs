using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>What an exporter has: the dataset as streams, numbers for ids, and the folder that it writes to.</summary>
/// <param name="reader">The dataset.</param>
/// <param name="scan">What the dataset has.</param>
/// <param name="holds">What the format holds.</param>
/// <param name="folder">Where to write; whole only once the export has ended.</param>
/// <param name="split">Name of the split.</param>
/// <param name="ids">Takes ids that go out in another form.</param>
/// <param name="stage">Counts images and queries.</param>
internal sealed class ExportContext(
    DatasetReader reader, FeatureScan scan, DatasetFeatures holds, string folder, string split, IdMapWriter ids, StageTracker stage)
{
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    public string Split => split;

    public FeatureScan Scan => scan;

    public IdMapWriter Ids => ids;

    public Dataset Dataset => reader.Dataset;

    /// <summary>The path of a file of the export; its folder is made.</summary>
    public string PathOf(string name)
    {
        var path = Path.Combine(folder, name);
        var parent = Path.GetDirectoryName(path)!;
        if (_folders.Add(parent))
            Directory.CreateDirectory(parent);
        return path;
    }

    /// <summary>Gives the export an image's file, under a name below its folder.</summary>
    public void AddFile(ExportedImage image, string name) => DurableFile.Copy(image.File!, PathOf(name));

    /// <summary>The images, in the dataset's order. Formats that need files get those alone that may go out.</summary>
    public async IAsyncEnumerable<ExportedImage> ImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var image in reader.ReadImagesAsync(cancellationToken))
        {
            var isWithoutFile = scan.IsWithoutFile(image.Id);
            if (isWithoutFile && !holds.HasFlag(DatasetFeatures.ImagesWithoutFile))
            {
                stage.Skip($"image {image.Id}", image.File is null ? "it has no file here." : $"its licence does not allow to give its file away: {image.Licence ?? "none is stated"}.");
                continue;
            }

            yield return new ExportedImage(image, isWithoutFile ? null : reader.FileOf(image));
            stage.Add();
        }
    }

    /// <summary>The queries, in the dataset's order, with the judgements of images that go out.</summary>
    public async IAsyncEnumerable<(DatasetQuery Query, IReadOnlyList<Judgment> Judgments)> QueriesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var query in reader.ReadQueriesAsync(cancellationToken))
        {
            var judgments = await reader.ReadJudgmentsAsync(query.Id, cancellationToken);
            if (!holds.HasFlag(DatasetFeatures.ImagesWithoutFile) && scan.Features.HasFlag(DatasetFeatures.ImagesWithoutFile))
                judgments = [.. judgments.Where(j => !scan.IsWithoutFile(j.ImageId))];
            yield return (query, judgments);
            stage.Add();
        }
    }

    /// <summary>The queries of each image, for formats that go image by image.</summary>
    public Task<QueriesByImage> ByImageAsync(CancellationToken cancellationToken) => QueriesByImage.ReadAsync(reader, cancellationToken);
}
