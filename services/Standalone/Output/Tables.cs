using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageSearchBench.Standalone.Output;

/// <summary>Tables as all verbs write them.</summary>
internal static class Tables
{
    /// <summary>A table with these columns; a name that begins with '>' is aligned to the right.</summary>
    public static Table WithColumns(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            var header = new TableColumn(new Text(Terminal.Printable(right ? column[1..] : column))) { NoWrap = true };
            table.AddColumn(right ? header.RightAligned() : header);
        }

        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void Row(this Table table, params IEnumerable<string> cells) =>
        table.AddRow(cells.Select(cell => new Text(Terminal.Printable(cell))));

    /// <summary>Text filled up with blanks to so many columns; a Chinese character takes two.</summary>
    public static string Padded(string text, int columns) => text + new string(' ', Math.Max(0, columns - new Segment(text).CellCount()));

    /// <summary>A figure between 0 and 1 with four digits after the point.</summary>
    public static string Figure(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A mean with its interval.</summary>
    public static string Interval(double mean, double low, double high) => $"{Figure(mean)} [{Figure(low)}, {Figure(high)}]";

    /// <summary>A signed difference.</summary>
    public static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    /// <summary>A p-value: small ones as a bound.</summary>
    public static string PValue(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A count with separators.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
