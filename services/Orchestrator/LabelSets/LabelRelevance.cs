using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>The relevance of a label set under another taxonomy than it was built with, from the labels that its folder keeps.</summary>
internal sealed class LabelRelevance
{
    private readonly string _source;
    private readonly LabelImages _images;
    private readonly ImageIdTable _ids;

    private LabelRelevance(Taxonomy taxonomy, string source, LabelledImages labelled)
    {
        Taxonomy = taxonomy;
        _source = source;
        _ids = labelled.Ids;
        _images = new LabelImages(
            taxonomy, labelled.Categories.ToDictionary(c => c.Name, c => c.Images, StringComparer.Ordinal), ImageBitmap.First(labelled.Ids.Count));
    }

    /// <summary>The taxonomy, with the labels that it does not name and images carry.</summary>
    public Taxonomy Taxonomy { get; }

    /// <summary>Reads a dataset's labels and a taxonomy.</summary>
    /// <exception cref="BenchException">The dataset keeps no labels, or the taxonomy has faults.</exception>
    public static async Task<LabelRelevance> ReadAsync(Dataset dataset, string taxonomyPath, CancellationToken cancellationToken)
    {
        if (!File.Exists(dataset.PathOf(DatasetFiles.Labels)) || !File.Exists(dataset.PathOf(DatasetFiles.Taxonomy)))
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"Dataset '{dataset.Name}' has no {DatasetFiles.Labels} and {DatasetFiles.Taxonomy}, which say what its images show: it is no label set, or was built before they were kept. Build it again.",
                "taxonomy");
        }

        var labels = await TaxonomyFile.ReadAsync(taxonomyPath, cancellationToken);
        var labelled = await LabelFile.ReadAsync(dataset, cancellationToken);

        // What images carry and the file does not name is a label of its own, called as before.
        var before = (await TaxonomyFile.ReadAsync(dataset.PathOf(DatasetFiles.Taxonomy), cancellationToken)).ToDictionary(l => l.Name, StringComparer.Ordinal);
        var named = labels.Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        var others = labelled.Categories.Select(c => c.Name).Where(c => !named.Contains(c))
            .Select(c => new Label(c, before.TryGetValue(c, out var known) ? known.Names : new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = c }, [], []));
        return new LabelRelevance(new Taxonomy([.. labels, .. others], taxonomyPath), taxonomyPath, labelled);
    }

    /// <summary>The images that answer a query, in the dataset's order.</summary>
    /// <exception cref="BenchException">It asks for a label that neither the taxonomy nor an image has.</exception>
    public IEnumerable<Judgment> Of(DatasetQuery query)
    {
        if (query.Labels.Count == 0)
            throw BenchException.Invalid($"The query '{query.Id}' asks for no label: relevance cannot follow from a taxonomy.", "taxonomy");
        var labels = query.Labels.Select(name => Taxonomy.Find(name)
            ?? throw BenchException.Invalid($"{_source}: the query '{query.Id}' asks for the label '{name}', which is not there. Add it.", "taxonomy")).ToArray();
        return _images.Relevant(labels).Images().Select(image => new Judgment(_ids[image], 1));
    }
}
