namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Rewrites the graph of a causal text tower so that texts of a run share the rows of their beginnings: where a token sees only those before
/// it, texts that begin alike have the same numbers there, and products with weights, nearly all of the work, need them once. Attention stays
/// as it is, [batch, length, width]: in front of it rows are spread to their places, behind it one place of each row is taken. Whether a tower
/// is causal is not told by its graph: who uses the result compares it with the original.
/// </summary>
internal sealed class SharedBeginnings
{
    private const int Int64 = 7;
    private readonly GraphProto _graph;
    private readonly TokenOperators _operators;
    private readonly HashSet<NodeProto> _ends;
    private readonly HashSet<string> _endRows;
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    // By width, a value of [batch, length, width] that every Shape operator can look at.
    private readonly Dictionary<long, string> _shapeOf = [];

    private SharedBeginnings(GraphProto graph, TokenOperators operators, bool endsOnly)
    {
        _graph = graph;
        _operators = operators;
        _ends = endsOnly ? operators.BehindAttention() : new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        _endRows = _ends.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Rewrites a model.</summary>
    /// <param name="model">What <see cref="ShapeProbe"/> measured; it is left as it is.</param>
    /// <param name="shapes">What it measured.</param>
    /// <param name="endsOnly">Compute what comes behind the last attention for each text's last token alone: right where the model takes its vector from there.</param>
    /// <returns>The rewritten model, with the inputs of <see cref="RowInputs"/> that it needs; null where nothing can be shared.</returns>
    public static ModelProto? Rewrite(ModelProto model, TokenShapes shapes, bool endsOnly)
    {
        // What operators inside operators read is not followed.
        if (model.Graph.Node.Any(n => n.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0)))
            return null;
        var rewritten = model.Clone();
        var operators = new TokenOperators(rewritten.Graph, shapes);
        if (!operators.HasProducts)
            return null;
        new SharedBeginnings(rewritten.Graph, operators, endsOnly).Rewrite();
        return rewritten;
    }

    private void Rewrite()
    {
        foreach (var node in _graph.Node.ToList())
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (_operators.IsOfTokens(node.Input[i]))
                    node.Input[i] = _operators.IsAlone(node) ? AsRows(node.Input[i], _ends.Contains(node)) : AsPlaces(node, node.Input[i]);
            }

            if (_operators.IsAlone(node))
                TokenOperators.CountAxesFromEnd(node);
            else if (node.Output.FirstOrDefault(_operators.IsOfTokens) is { } output)
                _shapeOf.TryAdd(_operators.Width(output), output);
            _nodes.Add(node);
        }

        _graph.Node.Clear();
        _graph.Node.AddRange(_nodes);
        // Notes of shapes that no longer hold.
        _graph.ValueInfo.Clear();
        AddInputs();
    }

    private string AsRows(string value, bool ends)
    {
        if (_operators.IsRows(value))
            return ends && !_endRows.Contains(value) ? Gather("isb_ends/" + value, value, RowInputs.EndRows) : value;
        var flat = "isb_flat/" + value;
        if (_made.Add(flat))
            _nodes.Add(new NodeProto { OpType = "Reshape", Input = { value, Width(_operators.Width(value)) }, Output = { flat } });
        return ends ? Gather("isb_ends/" + value, flat, RowInputs.EndPlaces) : Gather("isb_rows/" + value, flat, RowInputs.Rows);
    }

    private string AsPlaces(NodeProto node, string value) =>
        !_operators.IsRows(value) ? value
        // A shape is the same whatever stands there.
        : node.OpType == "Shape" && _shapeOf.TryGetValue(_operators.Width(value), out var other) ? other
        : Gather("isb_places/" + value, value, _endRows.Contains(value) ? RowInputs.Texts : RowInputs.Places);

    // Rows by number: [n, width] → [dimensions of the numbers, width].
    private string Gather(string name, string rows, string numbers)
    {
        if (_made.Add(name))
            _nodes.Add(new NodeProto { OpType = "Gather", Input = { rows, numbers }, Output = { name } });
        return name;
    }

    private string Width(long width)
    {
        var name = $"isb_width/{width}";
        if (_made.Add(name))
            _graph.Initializer.Add(new TensorProto { Name = name, DataType = Int64, Dims = { 2 }, Int64Data = { -1, width } });
        return name;
    }

    private void AddInputs()
    {
        var read = _graph.Node.SelectMany(n => n.Input).ToHashSet(StringComparer.Ordinal);
        string[] Dimensions(string name) => name switch
        {
            RowInputs.Rows => ["isb_row"],
            RowInputs.EndPlaces or RowInputs.EndRows => ["isb_batch"],
            _ => ["isb_batch", "isb_length"],
        };
        foreach (var name in RowInputs.All.Where(read.Contains))
        {
            var shape = new TensorShapeProto();
            shape.Dim.AddRange(Dimensions(name).Select(d => new TensorShapeProto.Types.Dimension { DimParam = d }));
            _graph.Input.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Int64, Shape = shape } } });
        }
    }
}
