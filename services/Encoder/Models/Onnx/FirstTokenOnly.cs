namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Rewrites the graph of an image tower so that what comes behind the last attention is computed for the first token alone: right where the
/// vector is taken from there, as CLIP's is. That no graph tells: who uses the result compares it with the original.
/// </summary>
internal static class FirstTokenOnly
{
    private const int Int64 = 7;
    private const string Zero = "isb_zero";
    private const string One = "isb_one";

    /// <summary>Rewrites a model.</summary>
    /// <param name="model">What <see cref="ShapeProbe"/> measured; it is left as it is.</param>
    /// <param name="shapes">What it measured.</param>
    /// <returns>The rewritten model; null where nothing can be left out.</returns>
    public static ModelProto? Rewrite(ModelProto model, TokenShapes shapes)
    {
        if (model.Graph.Node.Any(n => n.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0)))
            return null;
        var rewritten = model.Clone();
        var graph = rewritten.Graph;
        var operators = new TokenOperators(graph, shapes);
        var ends = operators.BehindAttention();
        if (ends.All(n => n.OpType != "MatMul"))
            return null;

        var made = ends.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        var nodes = new List<NodeProto>();
        foreach (var node in graph.Node)
        {
            for (var i = 0; ends.Contains(node) && i < node.Input.Count; i++)
            {
                if (!operators.IsOfTokens(node.Input[i]) || made.Contains(node.Input[i]))
                    continue;
                var first = "isb_first/" + node.Input[i];
                if (made.Add(first))
                    nodes.Add(new NodeProto { OpType = "Slice", Input = { node.Input[i], Zero, One, One }, Output = { first } });
                node.Input[i] = first;
            }

            nodes.Add(node);
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        graph.Initializer.Add(new TensorProto { Name = Zero, DataType = Int64, Dims = { 1 }, Int64Data = { 0 } });
        graph.Initializer.Add(new TensorProto { Name = One, DataType = Int64, Dims = { 1 }, Int64Data = { 1 } });
        // Notes of shapes that no longer hold.
        graph.ValueInfo.Clear();
        return rewritten;
    }
}
