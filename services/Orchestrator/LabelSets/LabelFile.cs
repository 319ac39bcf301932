using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>A line of <c>labels.jsonl</c>: what an image carries by its annotations, without what follows from the taxonomy.</summary>
/// <param name="Image">Id of the image.</param>
/// <param name="Labels">Names of its labels.</param>
internal sealed record ImageLabels(string Image, IReadOnlyList<string> Labels)
{
    /// <summary>Those that it shows with a large box; null where labels have no boxes.</summary>
    public IReadOnlyList<string>? Large { get; init; }
}

/// <summary>
/// Which labels each image of a dataset carries, in the order of its images: with it relevance can be computed anew when the taxonomy
/// grows, without the annotations and without the images.
/// </summary>
internal static class LabelFile
{
    /// <summary>Writes the labels of the usable images.</summary>
    public static async Task WriteAsync(
        string path, LabelledImages images, ImageBitmap usable, CancellationToken cancellationToken)
    {
        await using var lines = new JsonLinesWriter(path);
        foreach (var image in usable.Images())
        {
            var carried = images.Categories.Where(c => c.Images.All.Contains(image)).ToArray();
            var line = new ImageLabels(images.Ids[image], carried.Select(c => c.Name).ToArray());
            if (images.HasBoxes)
                line = line with { Large = carried.Where(c => c.Images.Large.Contains(image)).Select(c => c.Name).ToArray() };
            await lines.WriteAsync(line, cancellationToken);
        }

        await lines.FinishAsync(cancellationToken);
    }

    /// <summary>Reads which images carry each label; images are numbered in the order of the dataset, categories stand in ordinal order.</summary>
    /// <exception cref="Hosting.Errors.BenchException">A line is broken, or the file's images are not the dataset's.</exception>
    public static async Task<LabelledImages> ReadAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        var categories = new SortedDictionary<string, CategoryImages>(StringComparer.Ordinal);
        var ids = new ImageIdTable();
        var hasBoxes = false;
        await using var images = JsonLines.ReadAsync<DatasetImage>(dataset.PathOf(DatasetFiles.Images), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using var lines = LineReader.Open(dataset.PathOf(DatasetFiles.Labels));
        for (var ordinal = 0; await lines.ReadAsync(cancellationToken); ordinal++)
        {
            var line = JsonLines.Parse<ImageLabels>(lines);
            if (!await images.MoveNextAsync() || images.Current.Id != line.Image)
                throw lines.Fault($"the image '{line.Image}' is not the one in this place of {DatasetFiles.Images}.");
            ids.Add(line.Image);
            hasBoxes |= line.Large is not null;
            foreach (var label in line.Labels)
                Of(label).All.Set(ordinal);
            foreach (var label in line.Large ?? line.Labels)
                Of(label).Large.Set(ordinal);
        }

        return await images.MoveNextAsync()
            ? throw lines.Fault($"the image '{images.Current.Id}' and those after it have no line.")
            : new LabelledImages(ids, categories.Select(c => (c.Key, c.Value)).ToArray(), new Dictionary<long, string>(), hasBoxes);

        CategoryImages Of(string label)
        {
            if (!categories.TryGetValue(label, out var found))
                categories[label] = found = new CategoryImages();
            return found;
        }
    }
}
