using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ImageSearchBench.Evaluator.Score;
using ImageSearchBench.Testing;
using ZstdSharp;

namespace ImageSearchBench.Evaluator.Tests.Score;

public sealed class ScoreCommandTests : IDisposable
{
    private const string Qrels = "q1 0 a 1\nq1 0 b 0\nq1 0 c 2\nq2 0 a 1\n";
    private const string Run = "q1 Q0 a 1 3 tag\nq1 Q0 b 2 2 tag\nq1 Q0 c 3 1 tag\nq2 Q0 x 1 0.9 tag\nq2 Q0 a 2 0.8 tag\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_format_and_packing_of_the_same_run_gives_the_same_figures()
    {
        var expected = await ScoreRun.OfAsync(Options(Write("qrels", Qrels), Write("run", Run)));
        expected.ExitCode.Should().Be(ScoreCommand.Done, expected.Error);

        string[] qrels =
        [
            Write("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t0\nq1\tc\t2\nq2\ta\t1\n"),
            Write("qrels.jsonl", "{\"query_id\":\"q1\",\"judgments\":[{\"document_id\":\"a\",\"grade\":1},{\"document_id\":\"b\",\"grade\":0},{\"doc_id\":\"c\",\"relevance\":2}]}\n{\"qid\":\"q2\",\"docid\":\"a\",\"grade\":1}\n"),
            Gzip("qrels.gz", Qrels), Zstd("qrels.zst", Qrels), Write("qrels.crlf", Qrels.ReplaceLineEndings("\r\n")), Write("qrels.bom", "\uFEFF" + Qrels),
        ];
        string[] runs =
        [
            Write("run.json", "{\"q1\": {\"a\": 3, \"b\": 2, \"c\": 1},\n \"q2\": {\"x\": 0.9, \"a\": 0.8}}"),
            Write("run.tsv", "query-id\tcorpus-id\tscore\nq1\ta\t3\nq1\tb\t2\nq1\tc\t1\nq2\tx\t0.9\nq2\ta\t0.8\n"),
            Write("run.jsonl", "{\"query_id\":\"q1\",\"hits\":[{\"document_id\":\"c\",\"score\":1},{\"document_id\":\"a\",\"score\":3},{\"document_id\":\"b\",\"score\":2}]}\n\n{\"query_id\":\"q2\",\"document_id\":\"x\",\"score\":0.9}\n{\"query_id\":\"q2\",\"document_id\":\"a\",\"score\":0.8}\n"),
            Gzip("run.gz", Run), Zstd("run.zst", Run), Write("run.unsorted", string.Join('\n', Run.Split('\n').Reverse().Where(l => l.Length > 0))),
            // Topics scattered over the file.
            Write("run.scattered", string.Join('\n', Run.Split('\n', StringSplitOptions.RemoveEmptyEntries).OrderBy(l => l.Split(' ')[3]))),
        ];
        foreach (var file in qrels)
            (await ScoreRun.OfAsync(Options(file, _folder["run"]))).Output.Should().Be(expected.Output, file);
        foreach (var file in runs)
            Figures(await ScoreRun.OfAsync(Options(_folder["qrels"], file))).Should().Equal(Figures(expected), file);
    }

    [Fact]
    public async Task Standard_input_is_read()
    {
        var options = Options(Write("qrels", Qrels), "-") with { StandardInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Run)) };

        (await ScoreRun.OfAsync(options)).Output.Should().Be((await ScoreRun.OfAsync(Options(_folder["qrels"], Write("run", Run)))).Output);
    }

    [Theory]
    [InlineData("q1 0 a 1\nq1 0 b\n", Run, "qrels:2: a line of judgements has four fields")]
    [InlineData("q1 0 a 1\n\nq1 0 b 1\n", Run, "qrels:2: a blank line")]
    [InlineData("q1 0 a 1.9\n", Run, "qrels:1: the grade '1.9' is no whole number")]
    [InlineData("q1 0 a x\n", Run, "qrels:1: the grade 'x' is no whole number")]
    [InlineData("q1 0 a 1 more\n", Run, "qrels:1: a line of judgements has four fields")]
    [InlineData("# only a comment\n", Run, "there are no judgements")]
    [InlineData("query-id\tcorpus-id\tscore\nq1\ta\n", Run, "qrels:2: a line has three fields")]
    [InlineData("{\"query_id\":\"q1\",\"document_id\":\"a\",\"grade\":1.5}\n", Run, "qrels:1: '1.5' is no grade")]
    [InlineData("{\"query_id\":\"q1\"\n", Run, "qrels:1: no valid JSON")]
    [InlineData(Qrels, "", "no topic of it is judged")]
    [InlineData(Qrels, "q1 Q0 a 1 3 tag\nq1 Q0 a 2 2 tag\n", "run:2: document 'a' is there twice")]
    [InlineData(Qrels, "q1 Q0 a 1 3 tag\nq1 Q0 b 2 nan tag\n", "run:2: the score 'nan' is no number")]
    [InlineData(Qrels, "q1 Q0 a 1 3\n", "run:1: a line of a run has six fields")]
    [InlineData(Qrels, "zz Q0 a 1 3\n", "run:1: a line of a run has six fields")]
    [InlineData(Qrels, "q1 Q0 a 1 3 t\nq2 Q0 a 1 3 t\nq1 Q0 b 1 x t\n", "run:3: the score 'x' is no number")]
    [InlineData(Qrels, "q1 Q0 a 1 3 t\nq2 Q0 a 1 3 t\nq1 Q0 a 1 2 t\n", "run:3: document 'a' is there twice")]
    [InlineData(Qrels, "zz Q0 a 1 3 t\n", "no topic of it is judged")]
    [InlineData(Qrels, "{\"q1\": {\"a\": \"high\"}}", "stands something else")]
    [InlineData(Qrels, "{\"q1\": {\"a\": 1}, \"q1\": {\"b\": 1}}", "query 'q1' is there twice")]
    [InlineData(Qrels, "{\"query_id\":\"q1\",\"document_id\":\"a\"}\n", "run:1: a hit needs \"document_id\" and \"score\"")]
    public async Task Garbage_is_refused_with_file_and_line(string qrels, string run, string said)
    {
        var result = await ScoreRun.OfAsync(Options(Write("qrels", qrels), Write("run", run)));

        (result.ExitCode, result.Output).Should().Be((ScoreCommand.Failed, ""));
        result.Error.Should().Contain(said);
    }

    [Fact]
    public async Task Broken_archives_and_missing_files_are_refused()
    {
        var packed = await File.ReadAllBytesAsync(Gzip("run.gz", string.Concat(Enumerable.Repeat(Run, 1000))));
        packed[packed.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(_folder["broken.gz"], packed);
        Write("qrels", Qrels);

        (await ScoreRun.OfAsync(Options(_folder["qrels"], _folder["broken.gz"]))).ExitCode.Should().Be(ScoreCommand.Failed);
        var missing = await ScoreRun.OfAsync(Options(_folder["qrels"], _folder["nowhere"]));
        (missing.ExitCode, missing.Output).Should().Be((ScoreCommand.Failed, ""));
        missing.Error.Should().Contain("There is no file");
    }

    [Fact]
    public async Task Wrong_options_are_bad_usage()
    {
        var options = Options(Write("qrels", Qrels), Write("run", Run));
        foreach (var (wrong, said) in new[]
                 {
                     (options with { Measures = ["wat@5"] }, "wat@5"), (options with { Measures = ["P.x"] }, "'x'"), (options with { Level = 0 }, "--level"),
                     (options with { MaxPerQuery = 0 }, "--max-per-query"), (options with { Runs = [] }, "--run"), (options with { Runs = ["-", "-"] }, "standard input"),
                 })
        {
            var result = await ScoreRun.OfAsync(wrong);
            result.ExitCode.Should().Be(ScoreCommand.BadUsage, said);
            result.Error.Should().Contain(said);
        }
    }

    [Fact]
    public async Task Many_blocks_scored_by_all_cores_give_what_one_look_gives()
    {
        // 3 MB: several blocks of a megabyte, in order and scattered.
        var (qrels, run, scattered) = (new StringBuilder(), new List<string>(), new List<string>());
        for (var topic = 0; topic < 300; topic++)
        {
            qrels.Append(CultureInfo.InvariantCulture, $"topic{topic} 0 d{topic * 31 % 200} 1\n");
            for (var rank = 0; rank < 200; rank++)
                run.Add(string.Create(CultureInfo.InvariantCulture, $"topic{topic} Q0 d{rank * 37 % 200} {rank} {1000 - rank * topic % 71 - rank} some-rather-long-tag"));
        }

        scattered.AddRange(run.OrderBy(l => string.GetHashCode(l, StringComparison.Ordinal)));
        Write("qrels", qrels.ToString());
        var whole = await ScoreRun.OfAsync(Options(_folder["qrels"], Write("run", string.Join('\n', run) + "\n")) with { PerQuery = true });
        var mixed = await ScoreRun.OfAsync(Options(_folder["qrels"], Write("scattered", string.Join('\n', scattered) + "\n")) with { PerQuery = true });

        whole.ExitCode.Should().Be(ScoreCommand.Done, whole.Error);
        mixed.Output.Should().Be(whole.Output);
        whole.Lines.Should().Contain(l => l.StartsWith("num_q ", StringComparison.Ordinal) && l.EndsWith("\t300", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_runs_stand_side_by_side_in_the_table()
    {
        Write("better", Run.Replace("q2 Q0 a 2 0.8", "q2 Q0 a 2 1.8", StringComparison.Ordinal).Replace("tag", "better", StringComparison.Ordinal));
        var options = Options(Write("qrels", Qrels), Write("run", Run)) with { Format = ScoreFormat.Table, Measures = ["P@1", "AP"], Runs = [_folder["run"], _folder["better"]] };

        var run = await ScoreRun.OfAsync(options);

        run.Lines[0].Should().Contain("tag").And.Contain("better").And.Contain("p against tag");
        run.Lines.Single(l => l.StartsWith("P@1", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Should().StartWith(["P@1", "0.5000"]).And.Contain("1.0000");
    }

    [Fact]
    public async Task Json_and_csv_have_full_precision_and_topics()
    {
        var options = Options(Write("qrels", Qrels), Write("run", Run)) with { Measures = ["AP", "nDCG@3"], PerQuery = true };

        using var json = JsonDocument.Parse((await ScoreRun.OfAsync(options with { Format = ScoreFormat.Json })).Output);
        var run = json.RootElement.GetProperty("runs")[0];
        run.GetProperty("tag").GetString().Should().Be("tag");
        run.GetProperty("topics").GetProperty("q1").GetProperty("AP").GetDouble().Should().Be((1 + 2 / 3.0) / 2);
        run.GetProperty("measures").GetProperty("AP").GetDouble().Should().Be(((1 + 2 / 3.0) / 2 + 0.5) / 2);

        var csv = await ScoreRun.OfAsync(options with { Format = ScoreFormat.Csv });
        csv.Lines[0].Should().Be("run,topic,measure,value");
        csv.Lines.Should().Contain($"{_folder["run"]},q2,AP,0.5");
    }

    [Fact]
    public async Task Complete_counts_missing_topics_as_0()
    {
        var options = Options(Write("qrels", Qrels), Write("run", "q1 Q0 a 1 3 t\n")) with { Measures = ["map"] };

        var skipped = await ScoreRun.OfAsync(options);
        var complete = await ScoreRun.OfAsync(options with { Complete = true });

        (skipped.Output, complete.Output).Should().Be(("map                   \tall\t0.5000\n", "map                   \tall\t0.2500\n"));
        skipped.Error.Should().Contain("no results for 1 of 2 judged topics; they are left out");
        complete.Error.Should().Contain("they count as 0");
    }

    private static IEnumerable<string> Figures(ScoreRun run) =>
        run.Lines.Where(l => !l.StartsWith("runid", StringComparison.Ordinal));

    private static ScoreOptions Options(string qrels, string run) => new() { Qrels = qrels, Runs = [run], Format = ScoreFormat.Trec };

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private string Gzip(string name, string text)
    {
        using var stream = new GZipStream(File.Create(_folder[name]), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(text));
        return _folder[name];
    }

    private string Zstd(string name, string text)
    {
        using var compressor = new Compressor();
        File.WriteAllBytes(_folder[name], compressor.Wrap(Encoding.UTF8.GetBytes(text)).ToArray());
        return _folder[name];
    }
}
