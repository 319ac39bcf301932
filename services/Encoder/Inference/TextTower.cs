using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Token ids → vectors. Texts of a run have the same length, so that no text's vector depends on a neighbour's padding.</summary>
internal sealed class TextTower : ITower<int[]>
{
    private readonly OnnxTower _tower;
    private readonly TextTowerSettings _settings;
    private readonly string[] _names;
    private readonly BufferPool<IdBuffer[]> _buffers;

    public TextTower(string folder, TextTowerSettings settings, SessionOptions options, int maxBatch)
    {
        _tower = new OnnxTower(Path.Combine(folder, settings.File), options, settings.Output);
        try
        {
            _settings = settings;
            _names = [.. new[] { settings.InputIds, settings.AttentionMask, settings.TokenTypeIds }.OfType<string>()];
            var dimensions = _tower.Input(settings.InputIds).Dimensions;
            if (dimensions.Length != 2)
                throw BenchException.Invalid($"The text input '{settings.InputIds}' has the shape [{string.Join(", ", dimensions)}]; [batch, length] is needed.");
            if (dimensions[1] > 0 && dimensions[1] != settings.Context)
                throw BenchException.Invalid($"The model takes texts of {dimensions[1]} tokens, but the manifest's text.context is {settings.Context}.");
            PadTo = settings.PadToContext || dimensions[1] > 0 ? settings.Context : 0;
            MaxBatch = dimensions[0] > 0 ? 1 : maxBatch;
            IdBuffer[] Make() => [.. _names.Select(n => new IdBuffer(_tower.Input(n), n, MaxBatch * settings.Context))];
            _buffers = new BufferPool<IdBuffer[]>(Make);
            // Types that are not supported are told now.
            _buffers.Use(b => b.Length);
        }
        catch
        {
            _tower.Dispose();
            throw;
        }
    }

    public int MaxBatch { get; }

    public int Dimension { get; private set; }

    /// <summary>Length that every text is filled up to; 0: each text has its own.</summary>
    public int PadTo { get; }

    /// <summary>Length of a text in the model.</summary>
    public int LengthOf(int[] ids) => Math.Max(PadTo, ids.Length);

    public float[][] Run(IReadOnlyList<int[]> inputs, RunOptions options) => _buffers.Use(buffers => Run(inputs, buffers, options));

    public void Dispose() => _tower.Dispose();

    private float[][] Run(IReadOnlyList<int[]> inputs, IdBuffer[] buffers, RunOptions options)
    {
        var length = LengthOf(inputs[0]);
        var values = new OrtValue[buffers.Length];
        try
        {
            for (var b = 0; b < buffers.Length; b++)
                values[b] = Fill(buffers[b], _names[b], inputs, length);
            var vectors = new float[inputs.Count][];
            _tower.Run(_names, values, options, (numbers, shape) => Read(numbers, shape, inputs, vectors));
            return vectors;
        }
        finally
        {
            foreach (var value in values)
                value?.Dispose();
        }
    }

    private OrtValue Fill(IdBuffer buffer, string name, IReadOnlyList<int[]> inputs, int length)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            var ids = inputs[i];
            for (var t = 0; t < length; t++)
            {
                var real = t < ids.Length;
                var value = name == _settings.InputIds ? (real ? ids[t] : _settings.PadId) : name == _settings.AttentionMask && real ? 1 : 0;
                buffer.Set(i * length + t, value);
            }
        }

        return buffer.AsTensor(inputs.Count, length);
    }

    private void Read(ReadOnlySpan<float> numbers, long[] shape, IReadOnlyList<int[]> inputs, float[][] vectors)
    {
        var tokens = _settings.Pooling != PoolingKind.None;
        if (shape.Length != (tokens ? 3 : 2) || shape[0] != inputs.Count)
        {
            throw BenchException.Invalid(
                $"The text tower's output has the shape [{string.Join(", ", shape)}]; {(tokens ? "[batch, length, dimension]" : "[batch, dimension]")} is needed with pooling '{_settings.Pooling}'.");
        }

        Dimension = (int)shape[^1];
        var stride = tokens ? (int)shape[1] * Dimension : Dimension;
        for (var i = 0; i < inputs.Count; i++)
        {
            var rows = numbers.Slice(i * stride, stride);
            vectors[i] = UnitVectors.Normalise(
                _settings.Pooling == PoolingKind.Mean ? UnitVectors.Mean(rows, inputs[i].Length, Dimension) : rows[..Dimension]);
        }
    }

    /// <summary>A reused input of 32- or 64-bit integers.</summary>
    private sealed class IdBuffer
    {
        private readonly long[]? _longs;
        private readonly int[]? _ints;

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
}
