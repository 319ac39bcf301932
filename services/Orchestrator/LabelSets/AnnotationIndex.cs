using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// Takes a COCO file in: images go to a file as they come, boxes into one bitmap per category. In memory stay, for each image, its
/// id, its size and hashes of its names (some 150 bytes), and for each category two bits.
/// </summary>
/// <param name="minArea">A box is large when it covers more than this share of its image.</param>
/// <param name="entries">Where image entries go, in the order of the file.</param>
/// <param name="stage">Told of entries and of what is left out.</param>
/// <param name="crowds">What boxes of crowds count for.</param>
internal sealed class AnnotationIndex(double minArea, JsonLinesWriter entries, StageTracker stage, CrowdBoxes crowds = CrowdBoxes.Count) : ICocoConsumer
{
    private readonly Dictionary<long, int> _ordinals = [];
    private readonly List<(int Width, int Height)> _sizes = [];
    private readonly ImageIds _ids = new();
    private readonly Dictionary<long, CategoryImages> _images = [];
    private readonly SortedDictionary<long, string> _names = [];
    private readonly HashSet<string> _usedNames = new(StringComparer.Ordinal);
    private readonly Dictionary<long, BenchException> _undeclared = [];

    /// <summary>Ids of the images, by ordinal.</summary>
    public ImageIdTable Ids { get; } = new();

    /// <summary>Licences by their id in the file.</summary>
    public Dictionary<long, string> Licences { get; } = [];

    /// <summary>What was read.</summary>
    /// <exception cref="BenchException">As <see cref="Categories"/>.</exception>
    public LabelledImages ToImages() => new(Ids, Categories(), Licences, HasBoxes: true);

    /// <summary>Categories by name, in ascending order of their ids, with their images.</summary>
    /// <exception cref="BenchException">A box names a category that is not declared, or two categories have one name.</exception>
    public IReadOnlyList<(string Name, CategoryImages Images)> Categories()
    {
        foreach (var (id, fault) in _undeclared)
        {
            if (!_names.ContainsKey(id))
                throw fault;
        }

        return _names.Select(c => (c.Value, _images.GetValueOrDefault(c.Key) ?? new CategoryImages())).ToArray();
    }

    public async ValueTask ImageAsync(CocoImage image, Func<string, BenchException> fault, CancellationToken cancellationToken)
    {
        var id = _ids.Add(image.FileName) ?? throw fault($"the file '{image.FileName}' is listed twice.");
        if (!_ordinals.TryAdd(image.Id, Ids.Count))
            throw fault($"image id {image.Id} is there twice.");
        Ids.Add(id);
        _sizes.Add((image.Width, image.Height));
        var entry = new ImageEntry(image.FileName) { Time = image.Time, Place = image.Place, Source = image.Source, Licence = image.Licence };
        await entries.WriteAsync(entry, cancellationToken);
        stage.Add();
    }

    public void Category(CocoCategory category, Func<string, BenchException> fault)
    {
        if (!_usedNames.Add(category.Name))
            throw fault($"the category name '{category.Name}' is there twice.");
        if (!_names.TryAdd(category.Id, category.Name))
            throw fault($"category id {category.Id} is there twice.");
    }

    public void Box(CocoBox box, Func<string, BenchException> fault)
    {
        if (!_ordinals.TryGetValue(box.ImageId, out var image))
        {
            stage.Skip($"annotation of image {box.ImageId}", "the image is not listed in 'images'.");
            return;
        }

        if (!_images.TryGetValue(box.CategoryId, out var images))
        {
            _images[box.CategoryId] = images = new CategoryImages();
            _undeclared[box.CategoryId] = fault($"category {box.CategoryId} is not listed in 'categories'.");
        }

        stage.Add();
        if (box.IsCrowd && crowds is CrowdBoxes.Ignore)
            return;
        images.All.Set(image);
        if (!box.IsCrowd && Share(box, _sizes[image]) > minArea)
            images.Large.Set(image);
    }

    public void Licence(long id, string name) => Licences[id] = name;

    // The part of the box that lies on the image counts.
    private static double Share(CocoBox box, (int Width, int Height) size)
    {
        var width = Math.Min(box.X + box.Width, size.Width) - Math.Max(box.X, 0);
        var height = Math.Min(box.Y + box.Height, size.Height) - Math.Max(box.Y, 0);
        return width <= 0 || height <= 0 ? 0 : width * height / ((double)size.Width * size.Height);
    }
}

/// <summary>What a box round a crowd (<c>iscrowd</c>) counts for; the names are stored.</summary>
internal enum CrowdBoxes
{
    /// <summary>For relevance: the image shows the label. Never for whether the label is searchable.</summary>
    Count,

    /// <summary>For nothing: the box is passed over.</summary>
    Ignore,
}

/// <summary>The images that show a category: at all, and with a large box that is no crowd.</summary>
internal sealed class CategoryImages
{
    public ImageBitmap All { get; init; } = new();

    public ImageBitmap Large { get; init; } = new();
}
