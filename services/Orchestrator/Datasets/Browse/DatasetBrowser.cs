using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Datasets.Browse;

/// <summary>A query with what is known of it.</summary>
/// <param name="Query">The query.</param>
/// <param name="Judged">Judgements of it.</param>
/// <param name="Relevant">Those that say relevant.</param>
internal sealed record BrowsedQuery(DatasetQuery Query, int Judged, int Relevant);

/// <summary>Looks into datasets page by page: only the lines that are wanted are read, wherever they stand.</summary>
internal sealed class DatasetBrowser(DatasetIndexes indexes)
{
    /// <summary>Queries in the order of the file.</summary>
    public async Task<IReadOnlyList<BrowsedQuery>> QueriesAsync(Dataset dataset, long skip, int count, CancellationToken cancellationToken)
    {
        await using var index = await indexes.OpenAsync(dataset, cancellationToken);
        var rows = await index.QueryAsync<(long Offset, int Judged, int Relevant)>(
            "SELECT offset, judged, relevant FROM queries WHERE ordinal >= @skip ORDER BY ordinal LIMIT @count", new { skip, count });
        await using var lines = LineReader.Open(dataset.PathOf(DatasetFiles.Queries));
        var result = new List<BrowsedQuery>(count);
        foreach (var (offset, judged, relevant) in rows)
            result.Add(new BrowsedQuery(await ReadAtAsync<DatasetQuery>(lines, offset, cancellationToken), judged, relevant));
        return result;
    }

    /// <summary>Images in the order of the file; none where the folder does not list them.</summary>
    public async Task<IReadOnlyList<DatasetImage>> ImagesAsync(Dataset dataset, long skip, int count, CancellationToken cancellationToken)
    {
        await using var index = await indexes.OpenAsync(dataset, cancellationToken);
        var offsets = (await index.QueryAsync<long>(
            "SELECT offset FROM images WHERE ordinal >= @skip ORDER BY ordinal LIMIT @count", new { skip, count })).ToArray();
        if (offsets.Length == 0)
            return [];
        await using var lines = LineReader.Open(dataset.PathOf(DatasetFiles.Images));
        var result = new List<DatasetImage>(offsets.Length);
        foreach (var offset in offsets)
            result.Add(await ReadAtAsync<DatasetImage>(lines, offset, cancellationToken));
        return result;
    }

    /// <summary>Judgements of a query in the order of the file.</summary>
    /// <exception cref="BenchException">There is no such query.</exception>
    public async Task<IReadOnlyList<Judgment>> JudgmentsAsync(
        Dataset dataset, string queryId, long skip, int count, CancellationToken cancellationToken)
    {
        await using var index = await indexes.OpenAsync(dataset, cancellationToken);
        var query = await index.QuerySingleOrDefaultAsync<long?>("SELECT ordinal FROM queries WHERE id = @queryId", new { queryId })
            ?? throw BenchException.NotFound($"Dataset '{dataset.Name}' has no query '{queryId}'.", "query_id");
        var blocks = await JudgmentBlock.ReadAsync(index, "main", query);
        return await JudgmentBlock.ReadAsync(dataset, blocks, cancellationToken).Skip(checked((int)skip)).Take(count).ToListAsync(cancellationToken);
    }

    /// <summary>The path of an image's file.</summary>
    /// <exception cref="BenchException">There is no such image, or no file of it.</exception>
    public async Task<string> ImageFileAsync(Dataset dataset, string imageId, CancellationToken cancellationToken)
    {
        await using var index = await indexes.OpenAsync(dataset, cancellationToken);
        if (await index.QuerySingleOrDefaultAsync<long?>("SELECT offset FROM images WHERE id = @imageId", new { imageId }) is { } offset)
        {
            await using var lines = LineReader.Open(dataset.PathOf(DatasetFiles.Images));
            var image = await ReadAtAsync<DatasetImage>(lines, offset, cancellationToken);
            if (image.File is { } file && SafePath.Below(dataset.Directory, file) is { } path && File.Exists(path))
                return path;
        }

        throw BenchException.NotFound($"Dataset '{dataset.Name}' has no image file for '{imageId}'.", "image_id");
    }

    private static async Task<T> ReadAtAsync<T>(LineReader lines, long offset, CancellationToken cancellationToken)
    {
        lines.MoveTo(offset, firstLine: 1);
        await lines.ReadAsync(cancellationToken);
        return JsonLines.Parse<T>(lines);
    }
}
