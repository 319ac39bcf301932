using System.Text;
using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.Verbs.Review;

/// <summary>Decisions by way of a spreadsheet's file.</summary>
public sealed class ReviewFileTests : IAsyncLifetime
{
    private ReviewBench _bench = null!;
    private List<string[]> _rows = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await ReviewBench.StartAsync();
        _rows = await _bench.ExportAsync("items.csv");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void The_file_is_one_that_spreadsheets_read_as_it_is_meant()
    {
        var bytes = File.ReadAllBytes(_bench["items.csv"]);

        bytes.Take(3).Should().Equal(0xEF, 0xBB, 0xBF);
        Encoding.UTF8.GetString(bytes).Should().EndWith("\r\n");
        _rows[0].Should().Equal("key", "group", "proposed", "decision", "text", "note", "details", "picture", "reviewer", "revision");
        _rows.Skip(1).Should().OnlyContain(r => r.Length == 10 && r[3] == "" && r[4] == r[2] && r[9] == "1" && r[0].EndsWith(".zh"));
        Directory.EnumerateFiles(Path.GetDirectoryName(_bench["items.csv"])!, "*.part").Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_filled_in_is_taken_and_the_rest_stays()
    {
        (_rows[1][3], _rows[2][3], _rows[3][4]) = ("accept", "R", "改了");
        (_rows[4][3], _rows[4][4], _rows[4][5]) = ("edit", "也改了", "说明");
        var result = await ImportAsync();

        result.RequireDone().Error.Should().Contain("4 decisions");
        (await _bench.CountsAsync()).Should().Be((_rows.Count - 5, 1, 2, 1));
        var after = await _bench.ExportAsync("after.csv");
        (after[3][3], after[3][4], after[3][8]).Should().Be(("edit", "改了", "ann"));
        after[4][5].Should().Be("说明");

        // The same file again changes nothing, and neither does a new one as it is.
        (await ImportAsync()).RequireDone();
        (await _bench.ReviewAsync("--import", _bench["after.csv"])).RequireDone();
        (await _bench.ExportAsync("again.csv")).Should().BeEquivalentTo(after);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    public async Task Files_of_other_countries_and_with_fewer_columns_are_read(string separator)
    {
        File.WriteAllText(_bench["items.csv"], string.Join("\r\n", [$"Decision{separator} KEY ", $"reject{separator}{_rows[1][0]}"]));

        (await _bench.ReviewAsync("--import", _bench["items.csv"])).RequireDone();

        (await _bench.CountsAsync()).Rejected.Should().Be(1);
    }

    [Theory]
    [InlineData(3, "maybe", "line 4", "'maybe' is no decision")]
    [InlineData(0, "", "line 4", "no key")]
    [InlineData(9, "one", "line 4", "'one' is no revision")]
    public async Task A_row_that_cannot_be_meant_is_named_and_nothing_is_taken(int column, string cell, string line, string says)
    {
        _rows[1][3] = "accept";
        _rows[3][3] = "accept";
        _rows[3][column] = cell;

        var result = await ImportAsync();

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(line).And.Contain(says).And.NotContain("   at ");
        (await _bench.CountsAsync()).Accepted.Should().Be(0);
    }

    [Fact]
    public async Task An_item_that_is_not_there_is_named_with_its_line()
    {
        _rows.Insert(2, ["unicorn.zh", "", "", "accept", "", "", "", "", "", ""]);

        var result = await ImportAsync();

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("line 3").And.Contain("unicorn.zh");
    }

    [Theory]
    [InlineData("key,decision\n\"a", "quotation mark")]
    [InlineData("name,decision\na,accept", "no column 'key'")]
    [InlineData("", "no column 'key'")]
    public async Task A_file_that_is_no_such_file_is_refused(string content, string says)
    {
        File.WriteAllText(_bench["items.csv"], content);

        var result = await _bench.ReviewAsync("--import", _bench["items.csv"]);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("items.csv").And.Contain(says).And.NotContain("   at ");
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_refused()
    {
        File.WriteAllBytes(_bench["items.csv"], Encoding.Latin1.GetBytes($"key,decision,text\n{_rows[1][0].Split('.')[0]}.zh,edit,caf\u00e9\n"));

        var result = await _bench.ReviewAsync("--import", _bench["items.csv"]);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("CSV UTF-8");
    }

    [Fact]
    public async Task Rows_that_others_were_faster_with_are_named_and_the_others_taken()
    {
        (await _bench.LinesAsync("a")).RequireDone();
        (_rows[1][3], _rows[2][3]) = ("reject", "reject");

        var result = await ImportAsync();

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("line 2: ").And.Contain("ann: accepted").And.Contain("1 rows");
        (await _bench.CountsAsync()).Should().Be((_rows.Count - 3, 1, 0, 1));
    }

    [Fact]
    public async Task What_a_spreadsheet_would_run_comes_and_goes_as_text()
    {
        (await _bench.LinesAsync("e =1+1", "e @SUM(A1)", "e '=1", "e \"quoted\", and more")).RequireDone();

        _ = await _bench.ExportAsync("out.csv");

        File.ReadAllText(_bench["out.csv"]).Should()
            .Contain(",'=1+1,").And.Contain(",'@SUM(A1),").And.Contain(",''=1,").And.Contain(",\"\"\"quoted\"\", and more\",");
        (await _bench.ReviewAsync("--import", _bench["out.csv"])).RequireDone();
        _ = await _bench.ExportAsync("again.csv");
        File.ReadAllText(_bench["again.csv"]).Should().Be(File.ReadAllText(_bench["out.csv"]));
    }

    private Task<IsbResult> ImportAsync()
    {
        File.WriteAllLines(_bench["items.csv"], _rows.Select(r => string.Join(',', r)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        return _bench.ReviewAsync("--import", _bench["items.csv"]);
    }
}
