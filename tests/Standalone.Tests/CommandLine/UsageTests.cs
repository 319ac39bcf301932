using System.CommandLine;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.CommandLine;

public sealed class UsageTests
{
    public static TheoryData<string> Verbs()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, progress: null, width: null, _ => null);
        return [.. Leaves(Standalone.CommandLine.Isb.Commands(terminal), "")];

        static IEnumerable<string> Leaves(Command command, string path) =>
            command.Subcommands.Count == 0 ? [path] : command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}".Trim()));
    }

    [Fact]
    public void All_verbs_are_there() => Verbs().Select(v => v.Data).Should().BeEquivalentTo(
        "demo", "serve", "models list", "models add", "models pull", "models verify", "models remove", "build labels", "build captions", "build topics", "import", "export", "validate", "datasets list", "datasets show", "datasets history", "datasets diff", "datasets extend", "datasets delete",
        "evaluate", "compare", "audit", "runs list", "runs show", "failures", "thresholds", "quality", "search", "score", "report", "jobs list", "jobs watch", "jobs pause", "jobs cancel", "jobs resume", "jobs retry", "review",
        "llm list", "llm check", "llm ledger", "llm record", "queries topics", "queries objects", "queries natural");

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_explains_itself(string verb)
    {
        var result = await Isb.RunAsync([.. verb.Split(' '), "--help"]);

        result.ExitCode.Should().Be(0);
        result.Out.Should().Contain("Usage:").And.Contain("--json");
    }

    [Theory]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("evaluate", "--dataset")]
    [InlineData("evaluate --dataset d --system s --top-k many", "many")]
    [InlineData("evaluate --dataset d --system s --top-k 0", "--top-k")]
    [InlineData("evaluate --dataset d --system ftp:x", "ftp")]
    [InlineData("evaluate --dataset d --system vectors:", "vectors")]
    [InlineData("build labels --annotations a --images b --levels 0", "--levels")]
    [InlineData("build labels --annotations a", "--images")]
    [InlineData("build labels --images b", "--tags")]
    [InlineData("build labels --images b --annotations a --tags t", "--tags")]
    [InlineData("build labels --images b --annotations a --min-score 1", "--min-score")]
    [InlineData("build labels --images b --annotations a --crowd some", "--crowd")]
    [InlineData("build labels --images b --annotations a --negatives -1", "--negatives")]
    [InlineData("datasets extend d", "--taxonomy")]
    [InlineData("datasets diff a", "TO")]
    [InlineData("datasets diff a b --max 0", "--max")]
    [InlineData("build topics --queries f", "--source")]
    [InlineData("build topics --source openverse", "--seeds")]
    [InlineData("build topics --source openverse --seeds a --topics b", "--queries")]
    [InlineData("build topics --source openverse --queries f --keep 0", "--keep")]
    [InlineData("build topics --source openverse --queries f --max-ratio 0.5", "--max-ratio")]
    [InlineData("evaluate --dataset d --system s --direction sideways", "sideways")]
    [InlineData("failures r --below 0", "--below")]
    [InlineData("failures r --max 0", "--max")]
    [InlineData("thresholds r --precision 1", "--precision")]
    [InlineData("thresholds", "RUN")]
    [InlineData("quality", "RUN")]
    [InlineData("compare one", "two or more")]
    [InlineData("help frobnicate", "frobnicate")]
    [InlineData("report", "RUN")]
    [InlineData("report r --queries 1000", "--queries")]
    [InlineData("search --dataset d --system m", "--image")]
    [InlineData("search cat --image f --dataset d --system m", "--image")]
    [InlineData("search cat --dataset d --system vectors:x", "model")]
    [InlineData("serve --port 70000", "--port")]
    [InlineData("models list --server nonsense", "nonsense")]
    [InlineData("models list --server orchestrator=http://127.0.0.1:1", "encoder")]
    [InlineData("llm list --server orchestrator=http://127.0.0.1:1 --server encoder=http://127.0.0.1:1", "querygeneration=URL")]
    [InlineData("score --run r", "--qrels")]
    [InlineData("build captions --images i --place town", "--place")]
    [InlineData("build captions --images i --time week", "--time")]
    [InlineData("audit d", "--run")]
    [InlineData("audit d --run r --sample 0", "--sample")]
    [InlineData("review", "JOB")]
    [InlineData("review j --accept-all --reject-rest", "--reject-rest")]
    [InlineData("review j --export f --complete", "--export")]
    [InlineData("import beir", "PATH")]
    [InlineData("export d beir", "PATH")]
    [InlineData("validate beir", "PATH")]
    [InlineData("validate beir p --max-faults 0", "--max-faults")]
    public async Task A_line_that_cannot_be_meant_says_why(string line, string named)
    {
        using var folder = new Testing.TemporaryFolder();
        var result = await Isb.RunAsync([.. line.Split(' '), .. line.StartsWith("score", StringComparison.Ordinal) ? [] : new[] { "--data", folder.Path }]);

        result.ExitCode.Should().Be(2, "standard error says: {0}", result.Error);
        result.Out.Should().BeEmpty();
        result.Error.Should().Contain("error:").And.Contain(named).And.NotContain("   at ");
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty("nothing is started");
    }

    [Theory]
    [InlineData("help", "[command] [options]")]
    [InlineData("help build", "build [command]")]
    [InlineData("help build labels", "build labels [options]")]
    public async Task Help_is_a_word_too(string line, string usage)
    {
        var result = await Isb.RunAsync(line.Split(' '));

        result.ExitCode.Should().Be(0, "standard error says: {0}", result.Error);
        result.Out.Should().Contain(usage);
    }

    [Fact]
    public async Task A_verb_that_there_is_not_is_the_one_thing_that_is_wrong()
    {
        var result = await Isb.RunAsync("buld", "labels");

        result.Error.Should().Contain("'buld'").And.NotContain("Required command");
    }

    [Fact]
    public async Task Defaults_are_written_as_they_are_typed() =>
        (await Isb.RunAsync("score", "--help")).Out.Should().Contain("[default: table]");

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var result = await Isb.RunAsync(["datasets", "list"], new Dictionary<string, string> { ["ISB_SERVER"] = "http://127.0.0.1:1" });

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("http://127.0.0.1:1").And.Contain("isb serve").And.NotContain("   at ");
    }
}
