using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>
/// What came of each image, in order, kept in a file: an import that was cut off looks at, decodes or fetches only what is not in it.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="fingerprint">Identifies the source; the ledger of another one is not used.</param>
internal sealed class ImportLedger(string path, string fingerprint)
{
    /// <summary>Takes each image that the ledger does not know yet, several at once, and gives all entries in order.</summary>
    public IAsyncEnumerable<(ImportedImage Image, bool Restored)> FillAsync(
        IAsyncEnumerable<SourceImage> images, ImageIntake intake, int width, bool retryFailed, CancellationToken cancellationToken) =>
        new OrderedLedger<SourceImage, ImportedImage>(path, fingerprint)
        {
            IsStill = intake.IsStill,
            IsFailed = image => image.Fault is not null,
            TakeAsync = image => intake.TakeAsync(image, cancellationToken),
        }.FillAsync(images, width, retryFailed, cancellationToken);

    /// <summary>The entries of a finished ledger.</summary>
    public IAsyncEnumerable<ImportedImage> ReadAsync(CancellationToken cancellationToken) =>
        OrderedLedger<SourceImage, ImportedImage>.ReadAsync(path, cancellationToken);
}
