using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Labels with their parents and equivalents, and what each one's queries accept (the closure).</summary>
internal sealed class Taxonomy
{
    private readonly Dictionary<string, int> _indexes;
    private readonly int[][] _accepts;

    /// <param name="labels">The labels; their order gives them their index.</param>
    /// <param name="source">What to name in a fault: the file.</param>
    /// <exception cref="BenchException">All faults at once: duplicate and unknown names, circles.</exception>
    public Taxonomy(IReadOnlyList<Label> labels, string source)
    {
        var faults = new List<string>();
        Labels = labels;
        _indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
        {
            if (!_indexes.TryAdd(labels[i].Name, i))
                faults.Add($"label '{labels[i].Name}' is there twice.");
        }

        foreach (var label in labels)
        {
            foreach (var parent in label.Parents.Where(p => !_indexes.ContainsKey(p)))
                faults.Add($"label '{label.Name}' names the parent '{parent}', which is no label.");
            foreach (var equivalent in label.Equivalents.Where(e => !_indexes.ContainsKey(e)))
                faults.Add($"label '{label.Name}' names the equivalent '{equivalent}', which is no label.");
        }

        if (faults.Count == 0)
            faults.AddRange(TaxonomyGraph.FindCircles(labels, _indexes));
        if (faults.Count > 0)
            throw BenchException.Invalid($"{source}: {string.Join(" ", faults)}", "taxonomy");
        _accepts = TaxonomyGraph.Closure(labels, _indexes);
    }

    public IReadOnlyList<Label> Labels { get; }

    /// <summary>The index of a label; null when there is none with the name.</summary>
    public int? Find(string name) => _indexes.TryGetValue(name, out var index) ? index : null;

    /// <summary>Indexes of the labels that a query for this one accepts, itself among them, ascending.</summary>
    public IReadOnlyList<int> Accepts(int label) => _accepts[label];

    /// <summary>One of the two labels says all that the other says: asking for both asks for one.</summary>
    public bool Implies(int a, int b) => Array.BinarySearch(_accepts[a], b) >= 0 || Array.BinarySearch(_accepts[b], a) >= 0;
}
