using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Measures the shape of every value in a text tower's graph by running it on a few texts: exporters write shapes in so many ways that
/// looking is surer than reasoning.
/// </summary>
internal static class ShapeProbe
{
    /// <summary>Texts in the probe; it and <see cref="Length"/> differ from every usual number of heads.</summary>
    public const int Batch = 3;

    /// <summary>Tokens of each text where the graph leaves their number open.</summary>
    public const int Length = 7;

    /// <summary>Runs a tower and measures.</summary>
    /// <param name="path">Its file; a file for the probe is written beside it and deleted, since weights may lie beside it.</param>
    /// <param name="model">The file's content.</param>
    /// <returns>What was measured; null where the graph takes no batch.</returns>
    public static TextShapes? Run(string path, ModelProto model)
    {
        var probe = model.Clone();
        var known = probe.Graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        // Outputs without a type: ONNX Runtime finds the type out.
        probe.Graph.Output.AddRange(probe.Graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0 && known.Add(o)).Select(o => new ValueInfoProto { Name = o }));
        var file = path + ".probe";
        try
        {
            OnnxFile.Write(probe, file);
            return Run(file);
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

    private static TextShapes? Run(string file)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using var session = new InferenceSession(file, options);
        var inputs = session.InputMetadata;
        if (inputs.Values.Any(i => i.Dimensions.Length != 2 || i.Dimensions[0] > 0))
            return null;
        var values = new List<OrtValue>();
        try
        {
            foreach (var (name, metadata) in inputs)
                values.Add(Ones(metadata, name));
            using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var outputs = session.Run(run, inputs.Keys.ToList(), values, session.OutputNames);
            var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
            foreach (var (name, value) in session.OutputNames.Zip(outputs))
            {
                if (value.IsTensor && value.GetTensorTypeAndShape() is { ElementDataType: TensorElementType.Float or TensorElementType.Float16 } info)
                    shapes[name] = info.Shape;
            }

            return new TextShapes(LengthOf(inputs.Values.First()), shapes);
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    private static OrtValue Ones(NodeMetadata metadata, string name)
    {
        long[] shape = [Batch, LengthOf(metadata)];
        var count = (int)(shape[0] * shape[1]);
        return metadata.ElementDataType switch
        {
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, count).ToArray(), shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1, count).ToArray(), shape),
            _ => throw BenchException.Invalid($"The text input '{name}' is of type {metadata.ElementDataType}; int32 and int64 are supported."),
        };
    }

    private static int LengthOf(NodeMetadata metadata) => metadata.Dimensions[1] > 0 ? metadata.Dimensions[1] : Length;
}

/// <summary>Shapes of a graph's float values for <see cref="ShapeProbe.Batch"/> texts of <paramref name="Length"/> tokens, by name; weights that no operator makes are not among them.</summary>
internal sealed record TextShapes(int Length, IReadOnlyDictionary<string, long[]> Values);
