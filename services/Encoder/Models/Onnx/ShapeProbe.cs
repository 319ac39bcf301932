using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Measures the shape of every value in a tower's graph by running it on a few inputs: exporters write shapes in so many ways that looking is
/// surer than reasoning.
/// </summary>
internal static class ShapeProbe
{
    /// <summary>Inputs in the probe; it and <see cref="Length"/> differ from every usual number of heads.</summary>
    public const int Batch = 3;

    /// <summary>Tokens of each text where the graph leaves their number open.</summary>
    public const int Length = 7;

    /// <summary>Runs a tower and measures.</summary>
    /// <param name="path">Its file; a file for the probe is written beside it and deleted, since weights may lie beside it.</param>
    /// <param name="model">The file's content.</param>
    /// <param name="imageSize">Side of the images where the graph leaves it open.</param>
    /// <returns>What was measured; null where the graph takes no batch, or has no tokens.</returns>
    public static TokenShapes? Run(string path, ModelProto model, int imageSize = 0)
    {
        var probe = model.Clone();
        var known = probe.Graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        // Outputs without a type: ONNX Runtime finds the type out.
        probe.Graph.Output.AddRange(probe.Graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0 && known.Add(o)).Select(o => new ValueInfoProto { Name = o }));
        var file = path + ".probe";
        try
        {
            OnnxFile.Write(probe, file);
            return Run(file, imageSize);
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static TokenShapes? Run(string file, int imageSize)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using var session = new InferenceSession(file, options);
        var inputs = session.InputMetadata;
        if (inputs.Values.Any(i => i.Dimensions.Length is not (2 or 4) || i.Dimensions[0] > 0))
            return null;
        var values = new List<OrtValue>();
        try
        {
            foreach (var (name, metadata) in inputs)
                values.Add(Ones(metadata, name, imageSize));
            using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var outputs = session.Run(run, inputs.Keys.ToList(), values, session.OutputNames);
            var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
            foreach (var (name, value) in session.OutputNames.Zip(outputs))
            {
                if (value.IsTensor && value.GetTensorTypeAndShape() is { ElementDataType: TensorElementType.Float or TensorElementType.Float16 } info)
                    shapes[name] = info.Shape;
            }

            // Patches are counted by the graph: nearly all values with a token's rank have as many.
            var length = inputs.Values.First().Dimensions.Length == 2
                ? LengthOf(inputs.Values.First())
                : shapes.Values.Where(s => s is [Batch, > 1, _]).GroupBy(s => s[1]).MaxBy(g => g.Count())?.Key;
            return length is { } tokens ? new TokenShapes(tokens, shapes) : null;
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    private static OrtValue Ones(NodeMetadata metadata, string name, int imageSize)
    {
        long[] shape = metadata.Dimensions.Length == 2 ? [Batch, LengthOf(metadata)] : [Batch, 3, SideOf(metadata, 2, imageSize), SideOf(metadata, 3, imageSize)];
        var count = checked((int)shape.Aggregate(1L, (a, b) => a * b));
        return metadata.ElementDataType switch
        {
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, count).ToArray(), shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1, count).ToArray(), shape),
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1f, count).ToArray(), shape),
            TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat((Float16)1f, count).ToArray(), shape),
            _ => throw BenchException.Invalid($"The input '{name}' is of type {metadata.ElementDataType}; int32, int64, float and float16 are supported."),
        };
    }

    private static int LengthOf(NodeMetadata metadata) => metadata.Dimensions[1] > 0 ? metadata.Dimensions[1] : Length;

    private static int SideOf(NodeMetadata metadata, int at, int imageSize) => metadata.Dimensions[at] > 0 ? metadata.Dimensions[at] : imageSize;
}

/// <summary>Shapes of a graph's float values for <see cref="ShapeProbe.Batch"/> inputs of <paramref name="Length"/> tokens, by name; weights that no operator makes are not among them.</summary>
internal sealed record TokenShapes(long Length, IReadOnlyDictionary<string, long[]> Values);
