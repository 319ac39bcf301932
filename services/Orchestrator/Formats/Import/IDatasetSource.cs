namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>
/// A dataset in another format, as streams in the order of its files; equal files give equal streams. Readers tell faults to the
/// <see cref="IFormatFaults"/> of their input. One caller at a time may use it, and reads all images before any query.
/// </summary>
internal interface IDatasetSource : IAsyncDisposable
{
    /// <summary>The kind of dataset, where the format says it (<c>matching</c>); else null.</summary>
    string? Kind => null;

    /// <summary>The images.</summary>
    IAsyncEnumerable<SourceImage> ReadImagesAsync(CancellationToken cancellationToken);

    /// <summary>The queries, each with what is known of it.</summary>
    IAsyncEnumerable<SourceQuery> ReadQueriesAsync(CancellationToken cancellationToken);
}
