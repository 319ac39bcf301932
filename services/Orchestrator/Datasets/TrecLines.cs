using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>Fields of TREC files: qrels (<c>query 0 document grade</c>) and runs (<c>query Q0 document rank score tag</c>).</summary>
internal static class TrecLines
{
    /// <summary>The query id of the present line, its first field; empty for a blank line.</summary>
    public static ReadOnlySpan<byte> QueryId(LineReader lines)
    {
        var line = lines.Line.Span.TrimStart(" \t"u8);
        var end = line.IndexOfAny(" \t"u8);
        return end < 0 ? line : line[..end];
    }

    /// <summary>The present line of a qrels file, without its query.</summary>
    public static Judgment Judgment(LineReader lines)
    {
        Span<Range> fields = stackalloc Range[5];
        var line = lines.Line.Span;
        if (Split(line, fields) != 4)
            throw lines.Fault("a judgement has 4 fields: query id, 0, image id, grade.");
        return int.TryParse(line[fields[3]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade)
            ? new Judgment(Text(lines, line[fields[2]]), grade)
            : throw lines.Fault($"the grade '{Text(lines, line[fields[3]])}' is no whole number.");
    }

    /// <summary>The present line of a run file, without its query. The rank is not used: scores order a run, as in trec_eval.</summary>
    public static Runs.Hit Hit(LineReader lines)
    {
        Span<Range> fields = stackalloc Range[7];
        var line = lines.Line.Span;
        if (Split(line, fields) != 6)
            throw lines.Fault("a result has 6 fields: query id, Q0, image id, rank, score, tag.");
        return double.TryParse(line[fields[4]], NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && double.IsFinite(score)
            ? new Runs.Hit(Text(lines, line[fields[2]]), score)
            : throw lines.Fault($"the score '{Text(lines, line[fields[4]])}' is no finite number.");
    }

    /// <summary>Splits at blanks and tabs; returns the number of fields, at most as many as there is room for.</summary>
    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var count = 0;
        var i = 0;
        while (count < fields.Length)
        {
            while (i < line.Length && line[i] is (byte)' ' or (byte)'\t')
                i++;
            if (i == line.Length)
                break;
            var start = i;
            while (i < line.Length && line[i] is not ((byte)' ' or (byte)'\t'))
                i++;
            fields[count++] = start..i;
        }

        return count;
    }

    private static string Text(LineReader lines, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw lines.Fault("the line is not UTF-8.");
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
