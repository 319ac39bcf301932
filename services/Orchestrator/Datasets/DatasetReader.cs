using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>
/// Reads a dataset folder: images and queries as streams, the judgements of one query at a time. One caller at a time may use it.
/// </summary>
internal sealed class DatasetReader : IAsyncDisposable
{
    private readonly QueryLines _judgments;

    private DatasetReader(Dataset dataset, QueryLines judgments)
    {
        Dataset = dataset;
        _judgments = judgments;
    }

    public Dataset Dataset { get; }

    /// <summary>The folder says which images there are; without it only judged images are known, by id alone.</summary>
    public bool HasImages => File.Exists(Dataset.PathOf(DatasetFiles.Images));

    /// <exception cref="BenchException">The folder is gone or its judgements are broken.</exception>
    public static async Task<DatasetReader> OpenAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(dataset.Directory))
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition, $"The folder {dataset.Directory} of dataset '{dataset.Name}' is gone. Put it back, or build the dataset again.");
        }

        var qrels = dataset.PathOf(DatasetFiles.Qrels);
        var judgments = dataset.Owned
            ? await QueryLines.ReadOwnAsync(qrels, cancellationToken)
            : await QueryLines.ReadAsync(qrels, lines => TrecLines.Judgment(lines), cancellationToken);
        return new DatasetReader(dataset, judgments);
    }

    /// <summary>The queries, in the order of the file.</summary>
    public IAsyncEnumerable<DatasetQuery> ReadQueriesAsync(CancellationToken cancellationToken) =>
        JsonLines.ReadAsync<DatasetQuery>(Dataset.PathOf(DatasetFiles.Queries), cancellationToken);

    /// <summary>The images, in the order of the file.</summary>
    /// <exception cref="BenchException">The folder has no list of images.</exception>
    public IAsyncEnumerable<DatasetImage> ReadImagesAsync(CancellationToken cancellationToken) =>
        HasImages
            ? JsonLines.ReadAsync<DatasetImage>(Dataset.PathOf(DatasetFiles.Images), cancellationToken)
            : throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"{Dataset.Directory} has no {DatasetFiles.Images}: a model needs to know the images. Add the file (docs/data-format.md), or evaluate vectors or a run file.");

    /// <summary>What is known of a query, in the order of the file.</summary>
    public Task<IReadOnlyList<Judgment>> ReadJudgmentsAsync(string queryId, CancellationToken cancellationToken) =>
        _judgments.ReadAsync(queryId, TrecLines.Judgment, cancellationToken);

    /// <summary>The groups of near-duplicates; none where they were not looked for.</summary>
    public IAsyncEnumerable<DuplicateGroup> ReadDuplicatesAsync(CancellationToken cancellationToken) =>
        File.Exists(Dataset.PathOf(DatasetFiles.Duplicates))
            ? JsonLines.ReadAsync<DuplicateGroup>(Dataset.PathOf(DatasetFiles.Duplicates), cancellationToken)
            : AsyncEnumerable.Empty<DuplicateGroup>();

    /// <summary>Finds some images in one pass; ids that are not there are passed over.</summary>
    public async Task<IReadOnlyDictionary<string, DatasetImage>> FindImagesAsync(
        IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DatasetImage>(StringComparer.Ordinal);
        if (!HasImages)
            return found;
        await foreach (var image in ReadImagesAsync(cancellationToken))
        {
            if (ids.Contains(image.Id) && found.TryAdd(image.Id, image) && found.Count == ids.Count)
                break;
        }

        return found;
    }

    /// <summary>The path of an image's file on disk; null where the dataset has no file for it.</summary>
    public string? FileOf(DatasetImage image) => image.File is { } file ? SafePath.Below(Dataset.Directory, file) : null;

    public ValueTask DisposeAsync() => _judgments.DisposeAsync();
}
