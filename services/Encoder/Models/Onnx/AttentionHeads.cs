namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Tells where a graph splits tokens into the heads of attention, [batch, length, width] → [batch, heads, length, depth], and where it puts them
/// together again, as Reshape and Transpose do in the graphs of all exporters.
/// </summary>
internal sealed class AttentionHeads
{
    private readonly TokenShapes _shapes;
    private readonly Dictionary<string, NodeProto> _makers;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly HashSet<string> _outputs;

    /// <param name="graph">The graph.</param>
    /// <param name="shapes">What <see cref="ShapeProbe"/> measured.</param>
    public AttentionHeads(GraphProto graph, TokenShapes shapes)
    {
        _shapes = shapes;
        _makers = graph.Node.SelectMany(n => n.Output.Where(o => o.Length > 0).Select(o => (o, n))).ToDictionary(p => p.o, p => p.n, StringComparer.Ordinal);
        _readers = graph.Node.SelectMany(n => n.Input.Distinct().Select(i => (i, n))).ToLookup(p => p.i, p => p.n, StringComparer.Ordinal);
        _outputs = graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether an operator is the first half of a split, [batch, length, width] → [batch, length, heads, depth], and all that read it the second.</summary>
    public bool BeginsSplit(NodeProto node) =>
        node.OpType == "Reshape" && _shapes.Values.TryGetValue(node.Input[0], out var from) && from is [ShapeProbe.Batch, _, var width] && from[1] == _shapes.Length
        && _shapes.Values.TryGetValue(node.Output[0], out var to) && to is [ShapeProbe.Batch, _, var heads, var depth] && to[1] == _shapes.Length && heads * depth == width
        && !_outputs.Contains(node.Output[0]) && _readers[node.Output[0]].All(n => n.OpType == "Transpose" && Order(n) is [0, 2, 1, 3] or [0, 2, 3, 1]);

    /// <summary>The split that an operator is the second half of; null where it is of none.</summary>
    public HeadSplit? EndsSplit(NodeProto node) =>
        node.OpType == "Transpose" && _makers.TryGetValue(node.Input[0], out var reshape) && BeginsSplit(reshape)
            ? new HeadSplit(reshape.Input[0], _shapes.Values[reshape.Output[0]][2], _shapes.Values[reshape.Output[0]][3], DepthFirst: Order(node) is [0, 2, 3, 1])
            : null;

    /// <summary>The heads, [batch, heads, length, depth], that a value [batch, length, width] was put together from; null where it was not.</summary>
    public HeadSplit? PutTogether(string value) =>
        _makers.TryGetValue(value, out var reshape) && reshape.OpType == "Reshape" && _makers.TryGetValue(reshape.Input[0], out var transpose)
        && transpose.OpType == "Transpose" && Order(transpose) is [0, 2, 1, 3]
        && _shapes.Values.TryGetValue(transpose.Output[0], out var shape) && shape is [ShapeProbe.Batch, _, var heads, var depth] && shape[1] == _shapes.Length
        && _shapes.Values[value] is [ShapeProbe.Batch, _, var width] && _shapes.Values[value][1] == _shapes.Length && heads * depth == width
            ? new HeadSplit(transpose.Input[0], heads, depth, DepthFirst: false)
            : null;

    private static long[] Order(NodeProto transpose) => [.. transpose.Attribute.Where(a => a.Name == "perm").SelectMany(a => a.Ints)];
}

/// <summary>A value that is split into heads, or that they are put together from.</summary>
/// <param name="Value">Its name.</param>
/// <param name="Heads">Heads.</param>
/// <param name="Depth">Numbers of a token in each.</param>
/// <param name="DepthFirst">[batch, heads, depth, length] instead of [batch, heads, length, depth].</param>
internal sealed record HeadSplit(string Value, long Heads, long Depth, bool DepthFirst);
