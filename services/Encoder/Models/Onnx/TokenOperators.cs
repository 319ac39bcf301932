namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Tells which operators of a tower's graph treat each token (of a text, or a patch of an image) by itself, as products with a weight matrix, normalisation over the width
/// and activations do, and which look at several, as attention does.
/// </summary>
internal sealed class TokenOperators
{
    private const int Int = 2;

    private static readonly HashSet<string> Unary = new(StringComparer.Ordinal)
    {
        "Identity", "Cast", "Neg", "Abs", "Exp", "Erf", "Sqrt", "Reciprocal", "Relu", "LeakyRelu", "Elu", "Sigmoid", "HardSigmoid", "Tanh", "Softplus", "Gelu", "QuickGelu",
    };

    private static readonly HashSet<string> Binary = new(StringComparer.Ordinal) { "Add", "Sub", "Mul", "Div", "Pow" };

    private readonly GraphProto _graph;
    private readonly TokenShapes _shapes;
    private readonly Dictionary<string, int> _weightRanks;
    private readonly HashSet<string> _dynamic;
    private readonly HashSet<NodeProto> _alone = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _rows = new(StringComparer.Ordinal);

    /// <param name="graph">The graph.</param>
    /// <param name="shapes">What <see cref="ShapeProbe"/> measured.</param>
    public TokenOperators(GraphProto graph, TokenShapes shapes)
    {
        _graph = graph;
        _shapes = shapes;
        _weightRanks = graph.Initializer.ToDictionary(w => w.Name, w => w.Dims.Count, StringComparer.Ordinal);
        _dynamic = graph.Input.Select(i => i.Name).Where(n => !_weightRanks.ContainsKey(n)).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            if (node.Input.Any(_dynamic.Contains))
                _dynamic.UnionWith(node.Output);
            if (!TreatsEachAlone(node))
                continue;
            _alone.Add(node);
            _rows.UnionWith(node.Output);
        }
    }

    /// <summary>Whether products with a weight matrix are among them: without, nothing is to be won.</summary>
    public bool HasProducts => _alone.Any(n => n.OpType == "MatMul");

    /// <summary>Whether an operator treats each token by itself.</summary>
    public bool IsAlone(NodeProto node) => _alone.Contains(node);

    /// <summary>Whether such an operator made a value.</summary>
    public bool IsRows(string value) => _rows.Contains(value);

    /// <summary>Whether a value holds something for each token, [batch, length, width], computed from the input.</summary>
    public bool IsOfTokens(string value) =>
        _dynamic.Contains(value) && _shapes.Values.TryGetValue(value, out var shape) && shape is [ShapeProbe.Batch, _, _] && shape[1] == _shapes.Length;

    /// <summary>The width of a value that holds something for each token.</summary>
    public long Width(string value) => _shapes.Values[value][2];

    /// <summary>Those operators that treat each token by itself from which no way leads back into attention: what they do for tokens that the vector is not taken from is lost.</summary>
    public HashSet<NodeProto> BehindAttention()
    {
        var consumers = _graph.Node.SelectMany(n => n.Input.Distinct().Select(i => (Value: i, Node: n))).ToLookup(p => p.Value, p => p.Node, StringComparer.Ordinal);
        var before = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var node in _graph.Node.Reverse())
        {
            var entersRows = !IsAlone(node);
            if (node.Output.Any(o => consumers[o].Any(c => before.Contains(c) || (entersRows && IsAlone(c) && IsOfTokens(o)))))
                before.Add(node);
        }

        return _graph.Node.Where(n => IsAlone(n) && !before.Contains(n)).ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
    }

    private bool TreatsEachAlone(NodeProto node)
    {
        // com.microsoft has activations of ONNX's names; the other operators that count here are ONNX's own.
        if (node.Output.Count(o => o.Length > 0) != 1 || !IsOfTokens(node.Output[0]) || (node.Domain is not "" and not "ai.onnx" && !Unary.Contains(node.OpType)))
            return false;
        if (Unary.Contains(node.OpType))
            return node.Input.Count == 1 && IsOfTokens(node.Input[0]);
        if (Binary.Contains(node.OpType))
            return node.Input.All(i => IsOfTokens(i) || WeightRank(i) is 0 or 1);
        return node.OpType switch
        {
            "MatMul" => IsOfTokens(node.Input[0]) && WeightRank(node.Input[1]) == 2,
            "LayerNormalization" => IsOfTokens(node.Input[0]) && node.Input.Skip(1).All(i => WeightRank(i) == 1) && IsWidth(node.Attribute.FirstOrDefault(a => a.Name == "axis")?.I ?? -1),
            "ReduceMean" => node.Input.Count == 1 && IsOfTokens(node.Input[0]) && node.Attribute.FirstOrDefault(a => a.Name == "axes") is { Ints: [var axis] } && IsWidth(axis),
            _ => false,
        };
    }

    /// <summary>Makes an operator's axis count from the end, so that it means the width of rows too.</summary>
    public static void CountAxesFromEnd(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
        {
            if (attribute is { Name: "axis", Type: Int })
                attribute.I = -1;
            else if (attribute.Name == "axes")
                attribute.Ints[0] = -1;
        }
    }

    private static bool IsWidth(long axis) => axis is -1 or 2;

    private int? WeightRank(string value) =>
        _weightRanks.TryGetValue(value, out var rank) ? rank : !_dynamic.Contains(value) && _shapes.Values.TryGetValue(value, out var shape) ? shape.Length : null;
}
