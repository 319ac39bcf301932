using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Orchestrator.Tests.ImageSources;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

/// <summary>The Orchestrator and QueryGeneration with recorded replies, beside an image search whose results a test decides.</summary>
internal sealed class TopicBench : IAsyncDisposable
{
    private readonly Dictionary<string, Result[]> _results = new(StringComparer.Ordinal);

    private TopicBench(RecordedServer server, OrchestratorUnderTest orchestrator, TemporaryFolder folder)
    {
        Server = server;
        Orchestrator = orchestrator;
        Folder = folder;
        server.Answer = AnswerAsync;
    }

    public RecordedServer Server { get; }

    public OrchestratorUnderTest Orchestrator { get; }

    public TemporaryFolder Folder { get; }

    /// <summary>Answers before the search and the pictures do; false leaves it to them.</summary>
    public Func<Microsoft.AspNetCore.Http.HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Starts all.</summary>
    /// <param name="settings">More settings.</param>
    /// <param name="recording">Recorded replies; null takes the sample's.</param>
    public static async Task<TopicBench> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, string? recording = null)
    {
        var (server, folder) = (await RecordedServer.StartAsync(), new TemporaryFolder());
        var all = SourceBench.Settings(server);
        all["QueryGeneration:DataPath"] = folder["replies"];
        all["QueryGeneration:Models:recorded:Recording"] = recording ?? Path.Combine(Repository.Samples, "recordings");
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            all[name] = value;
        var orchestrator = await OrchestratorUnderTest.StartAsync(folder["data"], builder => builder.AddQueryGeneration(), app => app.MapQueryGeneration(), all);
        return new TopicBench(server, orchestrator, folder);
    }

    /// <summary>An image among the results of a search; <paramref name="Path"/> is below the server.</summary>
    public sealed record Result(string Path, int? Width = 640, int? Height = 480, bool Ad = false, bool NoUrl = false);

    /// <summary>The results of a query.</summary>
    public void Finds(string query, params IEnumerable<Result> results) => _results[query] = [.. results];

    /// <summary>Results whose pictures are good, numbered from a number on.</summary>
    public static IEnumerable<Result> Good(int from, int count) =>
        Enumerable.Range(from, count).Select(n => new Result(string.Create(CultureInfo.InvariantCulture, $"picture/{n}")));

    /// <summary>A topic set of one topic with these objects, from the search, with small numbers.</summary>
    public BuildTopicSet Spec(params string[] queries)
    {
        File.WriteAllText(Folder["topics.txt"], $"things: {string.Join(", ", queries)}\n");
        File.WriteAllText(Folder["search.json"], $$"""
            {
              "name": "scripted", "url": "{{Server.Url("search?q={query}&page={page}")}}", "results": "/items", "total": "/total", "page_size": 10, "per_minute": 60000,
              "fields": { "url": "/url", "width": "/w", "height": "/h", "title": "/title", "advertisement": "/ad", "licence": "/licence", "attribution": "/by" }
            }
            """);
        return new BuildTopicSet
        {
            Name = "topics",
            Queries = Folder["topics.txt"],
            Language = "en",
            Source = "http:" + Folder["search.json"],
            Rules = new CollectionRules { MinResults = 5, LookAt = 8, Keep = 3 },
        };
    }

    /// <summary>Runs a build.</summary>
    public async Task<Job> RunAsync(BuildTopicSet spec) => await Orchestrator.RunAsync(new JobSpec { BuildTopicSet = spec });

    /// <summary>Runs a build that must succeed.</summary>
    public async Task<BuiltTopics> BuildAsync(BuildTopicSet spec)
    {
        var job = await RunAsync(spec);
        job.Error.Should().BeEmpty();
        return await BuiltTopics.ReadAsync(Orchestrator, job);
    }

    public async ValueTask DisposeAsync()
    {
        await Orchestrator.DisposeAsync();
        await Server.DisposeAsync();
        Folder.Dispose();
    }

    private async Task<bool> AnswerAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        if (await Before(context))
            return true;
        if (context.Request.Path != "/search")
            return false;
        var results = _results.GetValueOrDefault(context.Request.Query["q"].ToString(), []);
        var page = int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture);
        return await context.SendAsync(new JsonObject
        {
            ["total"] = results.Length,
            ["items"] = new JsonArray([.. results.Skip((page - 1) * 10).Take(10).Select(Item)]),
        });
    }

    private JsonObject Item(Result result) => new()
    {
        ["url"] = result.NoUrl ? null : result.Path.StartsWith("http", StringComparison.Ordinal) ? result.Path : Server.Url(result.Path),
        ["w"] = result.Width,
        ["h"] = result.Height,
        ["title"] = $"title of {result.Path}",
        ["ad"] = result.Ad,
        ["licence"] = "CC BY 4.0",
        ["by"] = "Jane",
    };
}

/// <summary>A topic set that was built.</summary>
internal sealed record BuiltTopics(Job Job, Dataset Dataset, IReadOnlyList<JsonNode> Images, IReadOnlyList<JsonNode> Queries, IReadOnlyList<JsonNode> Dropped, JsonNode Card)
{
    public static async Task<BuiltTopics> ReadAsync(OrchestratorUnderTest orchestrator, Job job)
    {
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
        return new BuiltTopics(
            job, dataset, Lines("images.jsonl"), Lines("queries.jsonl"), Lines("dropped.jsonl"), JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Directory, "dataset.json")))!);

        List<JsonNode> Lines(string file) => [.. File.ReadLines(Path.Combine(dataset.Directory, file)).Select(l => JsonNode.Parse(l)!)];
    }

    /// <summary>Texts of the queries that were kept.</summary>
    public IEnumerable<string> Texts => Queries.Select(q => (string)q["text"]!);

    /// <summary>What was dropped: <c>query reason</c>, or <c>query image reason</c> with the end of the image's address.</summary>
    public IEnumerable<string> Reasons => Dropped.Select(d =>
        $"{d["query"]} {(d["image"] is { } image ? Last((string)image!) + " " : "")}{d["rule"]} {d["reason"]}");

    /// <summary>Ends of the addresses of the images, in order.</summary>
    public IEnumerable<string> Sources => Images.Select(i => Last((string)i["source"]!));

    private static string Last(string address) => address[(address.LastIndexOf('/') + 1)..];
}
