using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageSearchBench.Encoder.Models.Layouts;

/// <summary>An input or output of a graph; a dimension that is free is −1.</summary>
internal sealed record GraphValue(string Name, TensorElementType Type, int[] Dimensions);

/// <summary>What an ONNX file takes and gives; what its towers are is read off this, not off its name.</summary>
internal sealed record GraphSignature(IReadOnlyList<GraphValue> Inputs, IReadOnlyList<GraphValue> Outputs)
{
    private static readonly string[] IdNames = ["input_ids", "text", "tokens", "input"];

    /// <summary>The input of pixels: four dimensions of floats.</summary>
    public GraphValue? Pixels => Inputs.FirstOrDefault(i => i.Dimensions.Length == 4 && i.Type is TensorElementType.Float or TensorElementType.Float16);

    /// <summary>The input of token ids: two dimensions of integers, by its usual names first.</summary>
    public GraphValue? Ids => Integers.Where(i => IdNames.Contains(i.Name, StringComparer.Ordinal)).OrderBy(i => Array.IndexOf(IdNames, i.Name)).FirstOrDefault()
        ?? (Integers.Count() == 1 ? Integers.Single() : null);

    private IEnumerable<GraphValue> Integers => Inputs.Where(i => i.Dimensions.Length == 2 && i.Type is TensorElementType.Int64 or TensorElementType.Int32);

    /// <summary>Whether there is an input of this name.</summary>
    public bool HasInput(string name) => Inputs.Any(i => i.Name == name);

    /// <summary>The first output that has one of these names, in the order of the names.</summary>
    public GraphValue? Output(params string[] names) =>
        names.Select(n => Outputs.FirstOrDefault(o => o.Name == n)).FirstOrDefault(o => o is not null);

    /// <summary>Reads it from a file.</summary>
    public static GraphSignature Read(string path)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            using var session = new InferenceSession(path, options);
            return new GraphSignature(
                [.. session.InputNames.Select(n => Describe(n, session.InputMetadata[n]))],
                [.. session.OutputNames.Select(n => Describe(n, session.OutputMetadata[n]))]);
        }
        catch (OnnxRuntimeException e)
        {
            throw BenchException.Invalid($"ONNX Runtime cannot load '{path}': {e.Message}", "directory", e);
        }
    }

    private static GraphValue Describe(string name, NodeMetadata metadata) => new(name, metadata.ElementDataType, metadata.Dimensions);
}
