using FsCheck.Xunit;
using ImageSearchBench.Standalone.Verbs.Review;

namespace ImageSearchBench.Standalone.Tests.Verbs.Review;

public sealed class SpreadsheetTextTests
{
    [Property]
    public bool Every_text_comes_back_and_none_begins_a_formula(string? text) =>
        SpreadsheetText.Read(SpreadsheetText.Write(text ?? "")) == (text ?? "") && !IsFormula(SpreadsheetText.Write(text ?? ""));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("'=1")]
    [InlineData("''")]
    [InlineData("＝1")]
    [InlineData("'")]
    public void These_come_back_as_well(string text)
    {
        SpreadsheetText.Write(text).Should().Be("'" + text);
        SpreadsheetText.Read("'" + text).Should().Be(text);
    }

    private static bool IsFormula(string cell) => cell.Length > 0 && "=+-@\t\r＝＋－＠".Contains(cell[0]);
}
