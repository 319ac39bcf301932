using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Takes one tower out of a model file that holds both: ONNX Runtime runs a whole graph even when one output is asked for, so an image
/// would pay for a text each time.
/// </summary>
internal static class GraphCut
{
    /// <summary>Writes a model that computes one output and nothing else.</summary>
    /// <param name="source">The whole model.</param>
    /// <param name="target">The file to write, in the same folder when weights lie beside the model.</param>
    /// <param name="output">The output to keep.</param>
    /// <param name="allowedInputs">Inputs that may remain.</param>
    /// <exception cref="BenchException">INVALID_ARGUMENT: the output needs another input.</exception>
    public static void Write(string source, string target, string output, IReadOnlyCollection<string> allowedInputs)
    {
        var model = OnnxFile.Read(source);
        Keep(model.Graph, output);
        if (model.Graph.Input.FirstOrDefault(i => !allowedInputs.Contains(i.Name)) is { } other)
            throw BenchException.Invalid($"The output '{output}' of '{Path.GetFileName(source)}' needs the input '{other.Name}' too: the towers cannot be taken apart.");
        OnnxFile.Write(model, target);
    }

    /// <summary>Leaves in a graph what one output needs and nothing else.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it has no such output.</exception>
    public static void Keep(GraphProto graph, string output)
    {
        if (graph.Output.All(o => o.Name != output))
            throw BenchException.Invalid($"The model has no output '{output}'.");
        RemoveWhere(graph.Output, o => o.Name != output);
        var needed = DropUnread(graph);
        RemoveWhere(graph.Input, i => !needed.Contains(i.Name));
    }

    /// <summary>Leaves the operators and weights that a graph's outputs need.</summary>
    /// <returns>The names of all values they need.</returns>
    public static IReadOnlySet<string> DropUnread(GraphProto graph)
    {
        var needed = graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var kept = new List<NodeProto>();
        // Backwards: operators stand in an order in which they can run.
        for (var i = graph.Node.Count - 1; i >= 0; i--)
        {
            var node = graph.Node[i];
            if (!node.Output.Any(needed.Contains))
                continue;
            kept.Add(node);
            AddReads(node, needed);
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(kept);
        RemoveWhere(graph.Initializer, t => !needed.Contains(t.Name));
        return needed;
    }

    private static void AddReads(NodeProto node, HashSet<string> needed)
    {
        needed.UnionWith(node.Input.Where(n => n.Length > 0));
        foreach (var inner in node.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Append(a.G)))
        {
            needed.UnionWith(inner.Output.Select(o => o.Name));
            foreach (var child in inner.Node)
                AddReads(child, needed);
        }
    }

    private static void RemoveWhere<T>(Google.Protobuf.Collections.RepeatedField<T> field, Func<T, bool> condition)
    {
        var kept = field.Where(item => !condition(item)).ToList();
        field.Clear();
        field.AddRange(kept);
    }
}
