using System.Numerics;

namespace ImageSearchBench.Evaluator.Statistics;

/// <summary>Numbers in rows (topics) and columns (measures, or measures of systems); rows are padded so that they can be added as vectors.</summary>
internal sealed class ValueTable
{
    private readonly double[] _values;

    /// <summary>A table of zeros.</summary>
    public ValueTable(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        Stride = (columns + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        _values = new double[(long)rows * Stride];
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The length of a padded row.</summary>
    public int Stride { get; }

    /// <summary>A row without padding.</summary>
    public Span<double> Row(int row) => _values.AsSpan(row * Stride, Columns);

    /// <summary>A row with its padding.</summary>
    public ReadOnlySpan<double> PaddedRow(int row) => _values.AsSpan(row * Stride, Stride);

    /// <summary>A copy of a column.</summary>
    public double[] Column(int column)
    {
        var values = new double[Rows];
        for (var i = 0; i < Rows; i++)
            values[i] = _values[(long)i * Stride + column];
        return values;
    }

    /// <summary>Some rows, in this order.</summary>
    public ValueTable Select(IReadOnlyList<int> rows)
    {
        var table = new ValueTable(rows.Count, Columns);
        for (var i = 0; i < rows.Count; i++)
            Row(rows[i]).CopyTo(table.Row(i));
        return table;
    }
}
