namespace ImageSearchBench.Orchestrator.Formats.Import.Captions;

/// <summary>A line that gives an image a caption.</summary>
/// <param name="File">The image's file name.</param>
/// <param name="Tag">What tells the captions of an image apart, such as <c>0</c> or <c>zhc#0</c>; empty where lines have none.</param>
/// <param name="Caption">The caption.</param>
internal readonly record struct CaptionLine(string File, string Tag, string Caption);

/// <summary>Where a line's file name ends and its caption begins.</summary>
internal static class CaptionPlaces
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];

    /// <summary>The first comma after an image file's extension; -1 when there is none.</summary>
    public static int OfCsv(string line)
    {
        for (var comma = line.IndexOf(',', StringComparison.Ordinal); comma > 0; comma = line.IndexOf(',', comma + 1))
        {
            var name = line.AsSpan(0, comma).TrimEnd().TrimEnd('"');
            foreach (var extension in Extensions)
            {
                if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                    return comma;
            }
        }

        return -1;
    }

    /// <summary><c>&lt;file&gt;#&lt;n&gt; caption</c> or <c>&lt;file&gt;#&lt;tag&gt;#&lt;n&gt; caption</c>, after a tab or a space; null for another line.</summary>
    public static CaptionLine? OfTokens(string line)
    {
        var sign = line.IndexOf('#', StringComparison.Ordinal);
        var end = sign < 0 ? -1 : line.AsSpan(sign).IndexOfAny(" \t");
        if (sign <= 0 || end < 0)
            return null;
        var tag = line[(sign + 1)..(sign + end)];
        var number = tag[(tag.LastIndexOf('#') + 1)..];
        return number.Length > 0 && number.All(char.IsAsciiDigit) ? new CaptionLine(line[..sign], tag, line[(sign + end + 1)..].Trim()) : null;
    }
}
