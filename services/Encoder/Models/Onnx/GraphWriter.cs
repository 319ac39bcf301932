namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>Adds operators and constants to a graph that is being rewritten; each name is made once, however often it is asked for.</summary>
internal sealed class GraphWriter(GraphProto graph)
{
    private const int Int64 = 7;
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>Adds an operator behind those that are there.</summary>
    public void Add(NodeProto node) => _nodes.Add(node);

    /// <summary>Adds an operator of one output without attributes.</summary>
    /// <returns>The output's name.</returns>
    public string Compute(string name, string op, params ReadOnlySpan<string> inputs)
    {
        if (_made.Add(name))
            _nodes.Add(new NodeProto { OpType = op, Input = { inputs.ToArray() }, Output = { name } });
        return name;
    }

    /// <summary>Rows by number: [n, width] → [dimensions of the numbers, width].</summary>
    public string Gather(string name, string rows, string numbers) => Compute(name, "Gather", rows, numbers);

    /// <summary>Another shape; −1: what is left, 0: as it was.</summary>
    public string Reshape(string name, string value, params ReadOnlySpan<long> shape) =>
        Compute(name, "Reshape", value, Constant("isb_to/" + string.Join('x', shape.ToArray()), [shape.Length], shape.ToArray()));

    /// <summary>An int64 number.</summary>
    public string Number(long number) => Constant($"isb_number/{number}", [], [number]);

    /// <summary>The int64 numbers 0, 1, … in a shape with one dimension above 1.</summary>
    public string Range(params ReadOnlySpan<long> shape) =>
        Constant("isb_range/" + string.Join('x', shape.ToArray()), shape.ToArray(), [.. Enumerable.Range(0, (int)shape.ToArray().Max()).Select(i => (long)i)]);

    /// <summary>Replaces the graph's operators by those that were added, as far as its outputs need them.</summary>
    public void Finish()
    {
        graph.Node.Clear();
        graph.Node.AddRange(_nodes);
        // Notes of shapes that no longer hold.
        graph.ValueInfo.Clear();
        GraphCut.DropUnread(graph);
    }

    private string Constant(string name, long[] shape, long[] numbers)
    {
        if (_made.Add(name))
            graph.Initializer.Add(new TensorProto { Name = name, DataType = Int64, Dims = { shape }, Int64Data = { numbers } });
        return name;
    }
}
