using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.Standalone.Tests.Verbs.LanguageModels;

/// <summary><c>isb llm</c> and <c>isb queries</c> against the service alone: a scripted endpoint and the bundled recordings.</summary>
public sealed class LanguageModelVerbTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ScriptedModelServer _endpoint = null!;
    private ServiceUnderTest _service = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedModelServer.StartAsync(_ => ScriptedReply.Text("{\"queries\": [\"dog with a ball\"]}"));
        _service = await ServiceUnderTest.StartAsync(b => b.AddQueryGeneration(), a => a.MapQueryGeneration(), new Dictionary<string, string?>
        {
            ["QueryGeneration:DataPath"] = _folder["store"],
            ["QueryGeneration:Models:live:Endpoint"] = _endpoint.Endpoint.ToString(),
            ["QueryGeneration:Models:live:InputPrice"] = "10",
            ["QueryGeneration:Models:sample:Recording"] = Path.Combine(Repository.Samples, "recordings"),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _endpoint.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Models_are_listed_and_checked()
    {
        (await RunAsync("llm", "list", "--json")).RequireDone().Json.AsArray().Select(m => m!["name"]!.GetValue<string>()).Should().Equal("live", "sample");

        var check = (await RunAsync("llm", "check", "live", "--json")).RequireDone().Json;
        check["structured_output"]!.GetValue<string>().Should().Be("json_schema");
        check["max_tokens_field"]!.GetValue<string>().Should().Be("max_completion_tokens");
        check["images"]!.GetValue<bool>().Should().BeTrue();
        check["latency_ms"]!.GetValue<double>().Should().BeGreaterThan(0);
        (await RunAsync("llm", "check", "sample")).RequireDone().Out.Should().Contain("recorded replies");
        (await RunAsync("llm", "check", "other")).Error.Should().Contain("No language model 'other' is configured");
    }

    [Fact]
    public async Task Natural_queries_are_written_booked_and_recorded()
    {
        (await RunAsync("queries", "natural", "dog&ball", "--model", "live", "--language", "en", "--job", "j")).RequireDone().Out.Trim().Should().Be("dog&ball\tdog with a ball");

        var entry = (await RunAsync("llm", "ledger", "--job", "j", "--json")).RequireDone().Json.AsArray().Single(e => e!["step"]!.GetValue<string>() == "natural_query")!;
        entry["calls"]!.GetValue<int>().Should().Be(1);
        (await RunAsync("llm", "record", _folder["r.jsonl"])).RequireDone();
        (await File.ReadAllTextAsync(_folder["r.jsonl"])).Should().Contain("\"subject\":\"dog&ball\"").And.EndWith("}\n");
    }

    [Fact]
    public async Task A_recording_that_cannot_be_written_leaves_nothing_behind()
    {
        var result = await RunAsync("llm", "record", _folder["r.jsonl"], "--model", "sample");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("'sample' is a recording itself");
        Directory.GetFiles(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_without_the_service_says_how_to_name_one()
    {
        var result = await RunAsync("models", "list");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("does not run this service").And.Contain("encoder=URL");
    }

    [Theory]
    [InlineData("natural", "猫&狗")]
    [InlineData("topics", "seed-topics.zh.txt")]
    [InlineData("objects", "kept-topics.zh.txt")]
    public async Task A_dry_run_only_says_what_it_would_cost(string verb, string argument)
    {
        var input = argument.EndsWith(".txt", StringComparison.Ordinal) ? Path.Combine(Repository.Samples, "recordings", argument) : argument;

        var estimate = (await RunAsync("queries", verb, input, "--model", "live", "--dry-run", "--json")).RequireDone().Json;

        estimate["calls"]!.GetValue<int>().Should().BePositive();
        estimate["cost"]!.GetValue<double>().Should().BePositive();
        _endpoint.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Topics_and_objects_grow_from_plain_files_with_progress()
    {
        var seeds = Path.Combine(Repository.Samples, "recordings", "seed-topics.en.txt");
        var topics = (await RunAsync("queries", "topics", seeds, "--model", "sample", "--language", "en", "--out", _folder["topics.txt"])).RequireDone();
        topics.Error.Should().Contain("round 1: ").And.Contain("rejected");
        var lines = await File.ReadAllLinesAsync(_folder["topics.txt"]);
        lines.Should().HaveCountGreaterThan(5);
        lines[0].Should().StartWith("Food: apple, banana");

        var kept = Path.Combine(Repository.Samples, "recordings", "kept-topics.en.txt");
        var objects = (await RunAsync("queries", "objects", kept, "--model", "sample", "--language", "en", "--json")).RequireDone().Json;
        objects["similarity"]!.GetValue<string>().Should().Be("character-ngrams");
        objects["topics"]!.AsArray().Should().HaveCount(5);
    }

    [Fact]
    public async Task A_broken_file_names_its_line()
    {
        await File.WriteAllTextAsync(_folder["t.txt"], "# notes\nFood: apple\nno topic here\n");

        var result = await RunAsync("queries", "topics", _folder["t.txt"], "--model", "sample");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("t.txt:3").And.Contain("no topic here");
    }

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync([.. args, "--server", _service.Address.ToString()]);
}
