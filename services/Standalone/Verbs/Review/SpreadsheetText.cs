namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>
/// Text in a cell of a file that a spreadsheet opens. A spreadsheet takes cells that begin with certain characters for formulas, and would run
/// what anybody wrote into a caption; an apostrophe before them keeps them text (OWASP, CSV injection). Reading takes it off again.
/// </summary>
internal static class SpreadsheetText
{
    // With the wide forms that spreadsheets in East Asian settings take for the same, and the apostrophe, so that every text comes back as it was.
    private const string Guarded = "=+-@\t\r'＝＋－＠";

    public static string Write(string text) => text.Length > 0 && Guarded.Contains(text[0]) ? "'" + text : text;

    public static string Read(string cell) => cell.Length > 1 && cell[0] == '\'' && Guarded.Contains(cell[1]) ? cell[1..] : cell;
}
