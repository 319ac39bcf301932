using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>A reused input of 32- or 64-bit integers.</summary>
internal sealed class IdBuffer
{
    private readonly long[]? _longs;
    private readonly int[]? _ints;

    /// <param name="input">The input's type.</param>
    /// <param name="name">Its name.</param>
    /// <param name="length">Most numbers it will hold.</param>
    /// <exception cref="BenchException">INVALID_ARGUMENT: the input takes something else.</exception>
    public IdBuffer(NodeMetadata input, string name, int length)
    {
        if (input.ElementDataType == TensorElementType.Int64)
            _longs = new long[length];
        else if (input.ElementDataType == TensorElementType.Int32)
            _ints = new int[length];
        else
            throw BenchException.Invalid($"The text input '{name}' is of type {input.ElementDataType}; int32 and int64 are supported.");
    }

    public void Set(int at, int value)
    {
        if (_longs is not null)
            _longs[at] = value;
        else
            _ints![at] = value;
    }

    public OrtValue AsTensor(int batch, int length) => _longs is not null
        ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _longs.AsMemory(0, batch * length), [batch, length])
        : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _ints.AsMemory(0, batch * length), [batch, length]);
}
