using ImageSearchBench.Encoder.Models.Onnx;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>
/// Which rows a run computes where texts share those of their beginnings, as the inputs of <see cref="RowInputs"/>: the tokens of its texts
/// form a tree, each node of which is one row. Places that only fill a text up get the row of its end; no token before them sees them.
/// </summary>
/// <param name="places">Most places of a run, texts × length.</param>
/// <param name="texts">Most texts of a run.</param>
internal sealed class SharedRows(int places, int texts)
{
    private readonly Dictionary<(int Row, int Id), int> _next = [];
    private readonly long[] _rows = new long[places];
    private readonly long[] _rowOf = new long[places];
    private readonly long[] _textOf = new long[places];
    private readonly long[] _endPlaces = new long[texts];
    private readonly long[] _endRows = new long[texts];
    private int _count;
    private int _texts;
    private int _length;

    /// <summary>Rows of the run.</summary>
    public int Count => _count;

    /// <summary>Plans a run of texts, each of at least one token and at most <paramref name="length"/>.</summary>
    public void Plan(IReadOnlyList<int[]> inputs, int length)
    {
        (_count, _texts, _length) = (0, inputs.Count, length);
        _next.Clear();
        for (var text = 0; text < inputs.Count; text++)
        {
            var row = -1;
            var first = text * length;
            for (var at = 0; at < length; at++)
            {
                if (at < inputs[text].Length)
                    row = Row(row, inputs[text][at], first + at);
                _rowOf[first + at] = row;
                _textOf[first + at] = text;
            }

            _endPlaces[text] = first + inputs[text].Length - 1;
            _endRows[text] = row;
        }
    }

    /// <summary>The plan as a tensor; it may be read until the next plan.</summary>
    public OrtValue AsTensor(string input) => input switch
    {
        RowInputs.Rows => Tensor(_rows, _count),
        RowInputs.Places => Tensor(_rowOf, _texts, _length),
        RowInputs.Texts => Tensor(_textOf, _texts, _length),
        RowInputs.EndPlaces => Tensor(_endPlaces, _texts),
        RowInputs.EndRows => Tensor(_endRows, _texts),
        _ => throw BenchException.Invalid($"The input '{input}' is none that is known."),
    };

    // The row of a token behind another row; made where no text before had it there.
    private int Row(int before, int id, int place)
    {
        if (_next.TryGetValue((before, id), out var row))
            return row;
        row = _count++;
        _rows[row] = place;
        _next[(before, id)] = row;
        return row;
    }

    private static OrtValue Tensor(long[] numbers, params ReadOnlySpan<long> shape)
    {
        var count = 1;
        foreach (var dimension in shape)
            count *= (int)dimension;
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, numbers.AsMemory(0, count), shape.ToArray());
    }
}
