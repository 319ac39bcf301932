namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Which usable images answer a query for each label of a taxonomy.</summary>
internal sealed class LabelImages
{
    private readonly ImageBitmap[] _relevant;
    private readonly ImageBitmap[] _large;
    private readonly HashSet<int> _leftOut = [];

    /// <param name="taxonomy">The labels and what their queries accept.</param>
    /// <param name="categories">The categories of the annotations, by label name.</param>
    /// <param name="usable">Images that can be read; the others count for nothing.</param>
    public LabelImages(Taxonomy taxonomy, IReadOnlyDictionary<string, CategoryImages> categories, ImageBitmap usable)
    {
        var none = new CategoryImages();
        var all = taxonomy.Labels.Select(l => ImageBitmap.Both(categories.GetValueOrDefault(l.Name, none).All, usable)).ToArray();
        var large = taxonomy.Labels.Select(l => ImageBitmap.Both(categories.GetValueOrDefault(l.Name, none).Large, usable)).ToArray();
        _relevant = Enumerable.Range(0, all.Length).Select(i => Closure(taxonomy.Accepts(i), all)).ToArray();
        _large = Enumerable.Range(0, all.Length).Select(i => Closure(taxonomy.Accepts(i), large)).ToArray();
    }

    /// <summary>The images that carry the label or one that its queries accept, whatever the size of its box.</summary>
    public ImageBitmap Relevant(int label) => _relevant[label];

    /// <summary>The images that carry every label of a set.</summary>
    public ImageBitmap Relevant(IReadOnlyList<int> labels)
    {
        var images = _relevant[labels[0]];
        foreach (var label in labels.Skip(1))
            images = ImageBitmap.Both(images, _relevant[label]);
        return images;
    }

    /// <summary>Labels that at least so many images show with a large box, ascending.</summary>
    public IReadOnlyList<int> Searchable(int minImages) =>
        Enumerable.Range(0, _large.Length).Where(i => !_leftOut.Contains(i) && _large[i].Count() >= minImages).ToArray();

    /// <summary>Labels that nothing is to ask for; their images still answer queries for what accepts them.</summary>
    public void LeaveOut(IEnumerable<int> labels) => _leftOut.UnionWith(labels);

    private static ImageBitmap Closure(IReadOnlyList<int> accepted, ImageBitmap[] images) =>
        accepted.Count == 1 ? images[accepted[0]] : ImageBitmap.Any(accepted.Select(i => images[i]).ToArray());
}
