namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Rewrites the graph of a causal text tower so that texts of a run share the rows of their beginnings: where a token sees only those before
/// it, texts that begin alike have the same numbers there, and products with weights, nearly all of the work, need them once. Attention stays
/// as it is: in front of it rows are spread to their places, behind it one place of each row is taken, where the graph splits tokens into heads
/// in one step with that. Whether a tower is causal is not told by its graph: who uses the result compares it with the original.
/// </summary>
internal sealed class SharedBeginnings
{
    private const int Int64 = 7;
    private readonly GraphProto _graph;
    private readonly TokenOperators _operators;
    private readonly AttentionHeads _heads;
    private readonly HashSet<NodeProto> _ends;
    private readonly HashSet<string> _endRows;
    private readonly GraphWriter _writer;
    private readonly HeadNumbers _headNumbers;
    // By width, a value of [batch, length, width] that every Shape operator can look at.
    private readonly Dictionary<long, string> _shapeOf = [];

    private SharedBeginnings(GraphProto graph, TokenOperators operators, AttentionHeads heads, bool endsOnly)
    {
        _graph = graph;
        _operators = operators;
        _heads = heads;
        _writer = new GraphWriter(graph);
        _headNumbers = new HeadNumbers(_writer);
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
        // Heads are told from the graph as it was: rewriting changes who reads what.
        new SharedBeginnings(rewritten.Graph, operators, new AttentionHeads(model.Graph, shapes), endsOnly).Rewrite();
        return rewritten;
    }

    private void Rewrite()
    {
        foreach (var node in _graph.Node.ToList())
        {
            if (_heads.EndsSplit(node) is { } split && _operators.IsRows(split.Value))
            {
                Split(node, split);
                continue;
            }

            // Only the other half reads it, no more now.
            if (_heads.BeginsSplit(node) && _operators.IsRows(node.Input[0]))
                continue;
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (_operators.IsOfTokens(node.Input[i]))
                    node.Input[i] = _operators.IsAlone(node) ? AsRows(node.Input[i], _ends.Contains(node)) : AsPlaces(node, node.Input[i]);
            }

            if (_operators.IsAlone(node))
                TokenOperators.CountAxesFromEnd(node);
            else if (node.Output.FirstOrDefault(_operators.IsOfTokens) is { } output)
                _shapeOf.TryAdd(_operators.Width(output), output);
            _writer.Add(node);
        }

        _writer.Finish();
        AddInputs();
    }

    private string AsRows(string value, bool ends)
    {
        if (_operators.IsRows(value))
            return ends && !_endRows.Contains(value) ? _writer.Gather("isb_ends/" + value, value, RowInputs.EndRows) : value;
        var (name, places) = ends ? ("isb_ends/" + value, RowInputs.EndPlaces) : ("isb_rows/" + value, RowInputs.Rows);
        if (_heads.PutTogether(value) is not { } heads)
            return _writer.Gather(name, _writer.Reshape("isb_flat/" + value, value, -1, _operators.Width(value)), places);
        var parts = _writer.Gather("isb_heads/" + name, _writer.Reshape("isb_flat/" + heads.Value, heads.Value, -1, heads.Depth), _headNumbers.OfPlaces(places, heads.Heads));
        return _writer.Reshape(name, parts, -1, _operators.Width(value));
    }

    // Rows [n, width] → [batch, heads, length, depth]: in one step what spreading, Reshape and Transpose are in three.
    private void Split(NodeProto transpose, HeadSplit split)
    {
        var parts = _writer.Reshape("isb_parts/" + split.Value, split.Value, -1, split.Depth);
        var spread = _writer.Gather("isb_spread/" + split.Value, parts, _headNumbers.OfRows(split.Heads));
        if (!split.DepthFirst)
        {
            _writer.Compute(transpose.Output[0], "Identity", spread);
            return;
        }

        transpose.Input[0] = spread;
        transpose.Attribute[0].Ints.Clear();
        transpose.Attribute[0].Ints.AddRange([0, 1, 3, 2]);
        _writer.Add(transpose);
    }

    private string AsPlaces(NodeProto node, string value) =>
        !_operators.IsRows(value) ? value
        // A shape is the same whatever stands there.
        : node.OpType == "Shape" && _shapeOf.TryGetValue(_operators.Width(value), out var other) ? other
        : _writer.Gather("isb_places/" + value, value, _endRows.Contains(value) ? RowInputs.Texts : RowInputs.Places);

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
