using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Image tensors → vectors.</summary>
internal sealed class ImageTower : ITower<float[]>
{
    private readonly OnnxTower _tower;
    private readonly string[] _names;
    private readonly int _size;
    private readonly bool _half;
    private readonly BufferPool<float[]> _pixels;
    private readonly BufferPool<Float16[]> _halfPixels;

    public ImageTower(string folder, ImageTowerSettings settings, SessionOptions options, int maxBatch)
    {
        _tower = new OnnxTower(Path.Combine(folder, settings.File), options, settings.Output);
        try
        {
            _names = [settings.Input];
            _size = settings.Size;
            var input = _tower.Input(settings.Input);
            CheckInput(settings, input);
            _half = input.ElementDataType == TensorElementType.Float16;
            // A batch dimension that is fixed (Chinese-CLIP's deployed models have 1) rules.
            MaxBatch = input.Dimensions[0] > 0 ? 1 : maxBatch;
            _pixels = new BufferPool<float[]>(() => new float[MaxBatch * TensorLength]);
            _halfPixels = new BufferPool<Float16[]>(() => new Float16[MaxBatch * TensorLength]);
        }
        catch
        {
            _tower.Dispose();
            throw;
        }
    }

    public int MaxBatch { get; }

    public int Dimension { get; private set; }

    public IComparer<float[]>? Order => null;

    public BatchSize BatchOf(int length) => new(MaxBatch, MaxBatch);

    private int TensorLength => 3 * _size * _size;

    public float[][] Run(IReadOnlyList<float[]> inputs, RunOptions options) =>
        _half ? _halfPixels.Use(buffer => RunHalf(inputs, buffer, options)) : _pixels.Use(buffer => RunFloat(inputs, buffer, options));

    public void Dispose() => _tower.Dispose();

    private float[][] RunFloat(IReadOnlyList<float[]> inputs, float[] buffer, RunOptions options)
    {
        for (var i = 0; i < inputs.Count; i++)
            inputs[i].AsSpan(0, TensorLength).CopyTo(buffer.AsSpan(i * TensorLength));
        using var pixels = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, inputs.Count * TensorLength), Shape(inputs.Count));
        return Run(inputs, pixels, options);
    }

    private float[][] RunHalf(IReadOnlyList<float[]> inputs, Float16[] buffer, RunOptions options)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            for (var k = 0; k < TensorLength; k++)
                buffer[i * TensorLength + k] = (Float16)inputs[i][k];
        }

        using var pixels = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, inputs.Count * TensorLength), Shape(inputs.Count));
        return Run(inputs, pixels, options);
    }

    private long[] Shape(int count) => [count, 3, _size, _size];

    private float[][] Run(IReadOnlyList<float[]> inputs, OrtValue pixels, RunOptions options)
    {
        var vectors = new float[inputs.Count][];
        _tower.Run(_names, [pixels], options, (numbers, outputShape) =>
        {
            if (outputShape.Length < 2 || outputShape[0] != inputs.Count)
                throw BenchException.Invalid($"The image tower's output has the shape [{string.Join(", ", outputShape)}]; [batch, dimension] is needed.");
            Dimension = numbers.Length / inputs.Count;
            for (var i = 0; i < inputs.Count; i++)
                vectors[i] = UnitVectors.Normalise(numbers.Slice(i * Dimension, Dimension));
        });
        return vectors;
    }

    private static void CheckInput(ImageTowerSettings settings, NodeMetadata input)
    {
        var dimensions = input.Dimensions;
        if (input.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
            throw BenchException.Invalid($"The image input '{settings.Input}' is of type {input.ElementDataType}; float and float16 are supported.");
        if (dimensions.Length != 4 || (dimensions[1] > 0 && dimensions[1] != 3))
            throw BenchException.Invalid($"The image input '{settings.Input}' has the shape [{string.Join(", ", dimensions)}]; [batch, 3, size, size] is needed.");
        if ((dimensions[2] > 0 && dimensions[2] != settings.Size) || (dimensions[3] > 0 && dimensions[3] != settings.Size))
            throw BenchException.Invalid($"The model takes images of {dimensions[2]} × {dimensions[3]} pixels, but the manifest's image.size is {settings.Size}.");
    }
}
