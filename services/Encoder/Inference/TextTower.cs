using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Models.Onnx;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>
/// Token ids → vectors. Texts of a run have the same length, and each has its length by itself, so that no text's vector depends on its
/// neighbours; where the graph takes <see cref="RowInputs"/> they share the rows of their beginnings.
/// </summary>
internal sealed class TextTower : ITower<int[]>
{
    private const int FilledUp = 8;

    // A quarter of a run's tokens still keeps a core's multipliers nearly as busy.
    private const int LeastShare = 4;
    private readonly OnnxTower _tower;
    private readonly TextTowerSettings _settings;
    private readonly string[] _names;
    private readonly string[] _rowNames;
    private readonly int _maxTokens;
    private readonly BufferPool<Buffers> _buffers;

    /// <param name="folder">The model's folder.</param>
    /// <param name="settings">What its manifest says.</param>
    /// <param name="options">How its session is made.</param>
    /// <param name="maxBatch">Most texts of one run.</param>
    /// <param name="maxTokens">Most tokens of one run; a single text always goes.</param>
    public TextTower(string folder, TextTowerSettings settings, SessionOptions options, int maxBatch, int maxTokens)
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
            Order = _tower.Inputs.ContainsKey(RowInputs.Rows) ? Comparer<int[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)) : null;
            MaxBatch = dimensions[0] > 0 ? 1 : maxBatch;
            _rowNames = [.. RowInputs.All.Where(_tower.Inputs.ContainsKey)];
            // Where texts are filled up and share rows, most places have none of their own.
            _maxTokens = PadTo > 0 && SharesBeginnings ? FilledUp * maxTokens : maxTokens;
            _buffers = new BufferPool<Buffers>(MakeBuffers);
            // Types that are not supported are told now.
            _buffers.Use(b => b.Ids.Length);
        }
        catch
        {
            _tower.Dispose();
            throw;
        }
    }

    public int MaxBatch { get; }

    public int Dimension { get; private set; }

    /// <summary>Texts that begin alike stand together.</summary>
    public IComparer<int[]>? Order { get; }

    /// <summary>Whether texts of a run share the rows of their beginnings.</summary>
    public bool SharesBeginnings => _rowNames.Length > 0;

    /// <summary>Length that every text is filled up to; 0: each text has its own.</summary>
    public int PadTo { get; }

    /// <summary>Length in the model of a text of so many tokens.</summary>
    public int LengthOf(int tokens)
    {
        var step = _settings.PadToMultipleOf ?? 1;
        return Math.Max(Math.Max(PadTo, tokens), Math.Min((tokens + step - 1) / step * step, _settings.Context));
    }

    public BatchSize BatchOf(int length)
    {
        var most = Math.Clamp(_maxTokens / length, 1, MaxBatch);
        return new BatchSize(most, Math.Max(most / LeastShare, 1));
    }

    public float[][] Run(IReadOnlyList<int[]> inputs, RunOptions options) => _buffers.Use(buffers => Run(inputs, buffers, options));

    public void Dispose() => _tower.Dispose();

    // A run has at most so many places, whatever its texts' length.
    private Buffers MakeBuffers()
    {
        var places = Math.Max(Math.Min(_maxTokens, MaxBatch * _settings.Context), _settings.Context);
        return new Buffers([.. _names.Select(n => new IdBuffer(_tower.Input(n), n, places))], SharesBeginnings ? new SharedRows(places, MaxBatch) : null);
    }

    private float[][] Run(IReadOnlyList<int[]> inputs, Buffers buffers, RunOptions options)
    {
        var length = LengthOf(inputs[0].Length);
        var values = new OrtValue[_names.Length + _rowNames.Length];
        try
        {
            for (var b = 0; b < _names.Length; b++)
                values[b] = Fill(buffers.Ids[b], _names[b], inputs, length);
            buffers.Rows?.Plan(inputs, length);
            for (var r = 0; r < _rowNames.Length; r++)
                values[_names.Length + r] = buffers.Rows!.AsTensor(_rowNames[r]);
            var vectors = new float[inputs.Count][];
            _tower.Run([.. _names, .. _rowNames], values, options, (numbers, shape) => Read(numbers, shape, inputs, vectors));
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

    /// <summary>What a run fills.</summary>
    /// <param name="Ids">One for each input of the model.</param>
    /// <param name="Rows">The rows that its texts share; null where they share none.</param>
    private sealed record Buffers(IdBuffer[] Ids, SharedRows? Rows);
}
