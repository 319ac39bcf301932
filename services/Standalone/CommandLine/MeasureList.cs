using System.CommandLine;

namespace ImageSearchBench.Standalone.CommandLine;

/// <summary>Lists of measures on a command line.</summary>
internal static class MeasureList
{
    /// <summary>The option; may be given several times.</summary>
    public static Option<string[]> Option(string names) => new("--measures", "-m")
    {
        Description = $"Measures, separated by commas: {names}",
        HelpName = "LIST",
    };

    /// <summary>
    /// The single measures. A comma inside parentheses belongs to its measure (<c>P(rel=2,judged_only=True)@5</c>), and so does one before
    /// a number (<c>P.5,10</c> and <c>utility.2,-1,-.5,0</c> as trec_eval writes parameters).
    /// </summary>
    public static IReadOnlyList<string> Split(string[]? values)
    {
        var measures = new List<string>();
        foreach (var value in values ?? [])
        {
            var first = measures.Count;
            foreach (var piece in SplitOutsideParentheses(value))
            {
                if (measures.Count > first && BeginsNumber(piece))
                    measures[^1] += "," + piece;
                else
                    measures.Add(piece);
            }
        }

        return measures;
    }

    // No measure's name begins with a digit, a sign or a point.
    private static bool BeginsNumber(string piece) => char.IsAsciiDigit(piece[0]) || piece[0] is '-' or '+' or '.';

    private static IEnumerable<string> SplitOutsideParentheses(string value)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] is ('(' or ')'))
                depth += value[i] == '(' ? 1 : -1;
            if (i < value.Length && (value[i] is not (',' or ' ') || depth > 0))
                continue;
            if (i > start)
                yield return value[start..i];
            start = i + 1;
        }
    }
}
