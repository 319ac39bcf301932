using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>One ONNX session with its inputs in buffers that live as long as it does: a run allocates nothing that grows with the batch.</summary>
internal sealed class OnnxTower : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _output;

    public OnnxTower(string path, SessionOptions options, string output)
    {
        try
        {
            _session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw BenchException.Invalid($"ONNX Runtime cannot load '{Path.GetFileName(path)}': {e.Message}", inner: e);
        }

        _output = output;
        if (!_session.OutputMetadata.ContainsKey(output))
            throw BenchException.Invalid($"'{Path.GetFileName(path)}' has no output '{output}'; it has {string.Join(", ", _session.OutputNames)}.");
    }

    /// <summary>Names, types and dimensions of its inputs.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    /// <summary>The type and dimensions of an input.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it has no such input.</exception>
    public NodeMetadata Input(string name) => _session.InputMetadata.TryGetValue(name, out var metadata)
        ? metadata
        : throw BenchException.Invalid($"The model has no input '{name}'; it has {string.Join(", ", _session.InputNames)}.");

    /// <summary>Runs it.</summary>
    /// <param name="names">Input names.</param>
    /// <param name="values">Input tensors.</param>
    /// <param name="options">Ends the run when <c>Terminate</c> is set.</param>
    /// <param name="read">Reads the output while it is valid: numbers and shape.</param>
    public void Run(IReadOnlyCollection<string> names, IReadOnlyCollection<OrtValue> values, RunOptions options, OutputReader read)
    {
        using var outputs = _session.Run(options, names, values, [_output]);
        var output = outputs[0];
        var info = output.GetTensorTypeAndShape();
        if (info.ElementDataType == TensorElementType.Float)
        {
            read(output.GetTensorDataAsSpan<float>(), info.Shape);
            return;
        }

        if (info.ElementDataType != TensorElementType.Float16)
            throw BenchException.Invalid($"The model's output '{_output}' is of type {info.ElementDataType}; float and float16 are supported.");
        var halves = output.GetTensorDataAsSpan<Float16>();
        var floats = new float[halves.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = (float)halves[i];
        read(floats, info.Shape);
    }

    public void Dispose() => _session.Dispose();
}

/// <summary>Reads an output tensor.</summary>
internal delegate void OutputReader(ReadOnlySpan<float> numbers, long[] shape);
