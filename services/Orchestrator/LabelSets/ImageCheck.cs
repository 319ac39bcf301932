using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Looks at every image of the annotations and tells which ones can be used.</summary>
/// <param name="folder">Folder of the images.</param>
/// <param name="entries">File with the image entries, in order.</param>
/// <param name="ledgerPath">Where what was found is kept.</param>
internal sealed class ImageCheck(string folder, string entries, string ledgerPath)
{
    private readonly List<SkippedItem> _skipped = [];

    /// <summary>Images that can be used, by ordinal.</summary>
    public ImageBitmap Usable { get; } = new();

    public long UsableCount { get; private set; }

    private long SkippedCount { get; set; }

    /// <summary>What was left out, with the first ones' reasons.</summary>
    public SkippedSummary Skipped => new(SkippedCount, _skipped);

    public async Task RunAsync(ImageInspector inspector, JobContext context, int total, CancellationToken cancellationToken)
    {
        var stage = context.Begin("check images", total);
        var ledger = new ImageLedger(ledgerPath, await Hashing.Sha256FileAsync(entries, cancellationToken));
        var ordinal = 0;
        await foreach (var (entry, restored) in ledger.FillAsync(FilesAsync(cancellationToken), inspector, context.RetryFailed, cancellationToken))
        {
            if (entry.Inspection.Fault is { } fault)
            {
                stage.Skip(entry.File, fault);
                SkippedCount++;
                if (_skipped.Count < ProgressTracker.MaxSkippedKept)
                    _skipped.Add(new SkippedItem(entry.File, fault));
            }
            else
            {
                Usable.Set(ordinal);
                UsableCount++;
                if (restored)
                    stage.Restore(1);
                else
                    stage.Add();
            }

            ordinal++;
        }

        stage.Finish();
    }

    /// <summary>The usable images in order, with what was found and where they are; after <see cref="RunAsync"/>.</summary>
    public async IAsyncEnumerable<(int Ordinal, ImageEntry Image, ImageInspection Inspection, string Path)> ReadUsableAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var images = JsonLines.ReadAsync<ImageEntry>(entries, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var ordinal = 0;
        await foreach (var entry in ImageLedger.ReadAsync(ledgerPath, cancellationToken))
        {
            await images.MoveNextAsync();
            if (Usable.Contains(ordinal))
                yield return (ordinal, images.Current, entry.Inspection, SafePath.Below(folder, entry.File)!);
            ordinal++;
        }
    }

    private async IAsyncEnumerable<(string Name, string? Path)> FilesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var image in JsonLines.ReadAsync<ImageEntry>(entries, cancellationToken))
            yield return (image.File, SafePath.Below(folder, image.File));
    }
}
