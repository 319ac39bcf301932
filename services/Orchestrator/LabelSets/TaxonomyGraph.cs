namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>The taxonomy as a graph: an edge leads from a label to each one that its queries accept directly.</summary>
internal static class TaxonomyGraph
{
    /// <summary>What each label's queries accept: itself, its equivalents, its children, and so on from there; ascending.</summary>
    public static int[][] Closure(IReadOnlyList<Label> labels, IReadOnlyDictionary<string, int> indexes)
    {
        var edges = Edges(labels, indexes);
        return Enumerable.Range(0, labels.Count).Select(start => Reach(edges, start).Order().ToArray()).ToArray();
    }

    /// <summary>
    /// Parents must lead upwards: a label that is its own ancestor, directly or through equivalents, would make all labels of the
    /// circle the same, and then they should be said to be equivalents.
    /// </summary>
    public static IEnumerable<string> FindCircles(IReadOnlyList<Label> labels, IReadOnlyDictionary<string, int> indexes)
    {
        var edges = Edges(labels, indexes);
        var accepts = Enumerable.Range(0, labels.Count).Select(start => Reach(edges, start)).ToArray();
        for (var child = 0; child < labels.Count; child++)
        {
            foreach (var parent in labels[child].Parents.Select(p => indexes[p]))
            {
                if (accepts[child].Contains(parent))
                    yield return $"label '{labels[child].Name}' has the parent '{labels[parent].Name}', which is also below it or equivalent to it: a circle.";
            }
        }
    }

    private static List<int>[] Edges(IReadOnlyList<Label> labels, IReadOnlyDictionary<string, int> indexes)
    {
        var edges = labels.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < labels.Count; i++)
        {
            foreach (var parent in labels[i].Parents)
                edges[indexes[parent]].Add(i);
            foreach (var equivalent in labels[i].Equivalents)
            {
                edges[i].Add(indexes[equivalent]);
                edges[indexes[equivalent]].Add(i);
            }
        }

        return edges;
    }

    private static HashSet<int> Reach(List<int>[] edges, int start)
    {
        var reached = new HashSet<int> { start };
        var next = new Stack<int>([start]);
        while (next.TryPop(out var label))
        {
            foreach (var other in edges[label].Where(reached.Add))
                next.Push(other);
        }

        return reached;
    }
}
