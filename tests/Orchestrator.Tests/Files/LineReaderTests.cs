using System.Text;
using FsCheck.Xunit;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Files;

public sealed class LineReaderTests
{
    [Property(MaxTest = 50)]
    public async Task Reads_the_lines_that_StringReader_reads(FsCheck.NonNull<string>[] parts, bool crlf, bool last)
    {
        var lines = parts.Select(p => p.Get.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)).ToArray();
        var text = string.Concat(lines.Select(l => l + (crlf ? "\r\n" : "\n"))) + (last ? "end" : "");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["t"], Encoding.UTF8.GetBytes(text));
        var expected = new StringReader(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

        await using var reader = LineReader.Open(folder["t"]);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            // A mark at the very start belongs to the encoding, not to the text.
            var line = expected.ReadLine();
            Encoding.UTF8.GetString(reader.Line.Span).Should().Be(reader.Number == 1 ? line!.TrimStart('\uFEFF') : line);
        }

        expected.ReadLine().Should().BeNull();
    }

    [Fact]
    public async Task Long_lines_grow_the_buffer_and_endless_ones_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["long"], new string('a', 300_000) + "\nb");
        await using (var reader = LineReader.Open(folder["long"]))
        {
            (await reader.ReadAsync(CancellationToken.None)).Should().BeTrue();
            reader.Line.Length.Should().Be(300_000);
            (await reader.ReadAsync(CancellationToken.None)).Should().BeTrue();
            reader.Offset.Should().Be(300_001);
        }

        File.WriteAllBytes(folder["endless"], new byte[LineReader.MaxLineBytes + 1]);
        await using var endless = LineReader.Open(folder["endless"]);
        var read = async () => await endless.ReadAsync(CancellationToken.None);
        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("endless:1");
    }

    [Fact]
    public async Task The_lines_of_a_query_are_found_wherever_they_are()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        var lines = Enumerable.Range(0, 5000).Select(i => (Query: $"q{random.Next(40)}", Line: $"d{i}", Grade: random.Next(3))).ToArray();
        File.WriteAllLines(folder["qrels.tsv"], lines.Select(l => $"{l.Query}\t0\t{l.Line}\t{l.Grade}"));

        await using var index = await QueryLines.ReadAsync(folder["qrels.tsv"], l => TrecLines.Judgment(l), CancellationToken.None);

        index.Count.Should().Be(5000);
        foreach (var query in lines.GroupBy(l => l.Query))
        {
            var found = await index.ReadAsync(query.Key, TrecLines.Judgment, CancellationToken.None);
            found.Should().Equal(query.Select(l => new Judgment(l.Line, l.Grade)));
        }

        (await index.ReadAsync("none", TrecLines.Judgment, CancellationToken.None)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("q1 0 d1", "4 fields")]
    [InlineData("q1 0 d1 1 x", "4 fields")]
    [InlineData("q1 0 d1 1.5", "no whole number")]
    public async Task A_broken_judgement_names_file_and_line(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["qrels.tsv"], $"q1\t0\td0\t1\n\n{line}\n");

        var read = async () => await QueryLines.ReadAsync(folder["qrels.tsv"], l => TrecLines.Judgment(l), CancellationToken.None);

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("qrels.tsv:3: ").And.Contain(expected);
    }

    [Theory]
    [InlineData("q1 Q0 d1 1 NaN t", "no finite number")]
    [InlineData("q1 Q0 d1 1 x t", "no finite number")]
    [InlineData("q1 Q0 d1 1 0.5", "6 fields")]
    public async Task A_broken_result_names_file_and_line(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["run.txt"], $"{line}\n");

        var read = async () => await QueryLines.ReadAsync(folder["run.txt"], l => TrecLines.Hit(l), CancellationToken.None);

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("run.txt:1: ").And.Contain(expected);
    }
}
