using System.Text.Json;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.ImageSources;
using ImageSearchBench.Orchestrator.Tests.ImageSources;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Http;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>The image search of a campaign's topic set: results overlap now and then, and one in seven leads nowhere.</summary>
internal sealed class CampaignImages : IAsyncDisposable
{
    private const int Results = 10;
    private const int Keep = 5;

    /// <summary>Fetches that a process may have in work: all images of the queries at once, and one of the query that is decided.</summary>
    public static readonly int MostInWork = (new ImageSourceOptions().QueriesAtOnce * Keep) + 1;

    private readonly RecordedServer _server;

    private CampaignImages(RecordedServer server)
    {
        _server = server;
        server.Answer = AnswerAsync;
    }

    /// <summary>Requests so far.</summary>
    public int Asked => _server.Requests.Count;

    /// <summary>Requests that had been made before.</summary>
    public int AskedAgain => _server.Requests.Count - _server.Requests.Distinct(StringComparer.Ordinal).Count();

    /// <summary>What an Orchestrator needs to be allowed to fetch from here.</summary>
    public string[] Settings => [$"Fetching:AllowedPrivateHosts:0={_server.Host}", "Fetching:PerHost=8"];

    public static async Task<CampaignImages> StartAsync() => new(await RecordedServer.StartAsync());

    /// <summary>Forgets what was asked.</summary>
    public void Forget() => _server.Requests.Clear();

    /// <summary>A topic set of what a model makes of the sample's three topics.</summary>
    /// <param name="search">Where to write how to search here.</param>
    public JobSpec Build(string search)
    {
        File.WriteAllText(search, $$"""
            {
              "name": "campaign", "url": "{{_server.Url("search?q={query}")}}", "results": "/items", "total": "/total", "page_size": {{Results}},
              "per_minute": 60000, "fields": { "url": "/url" }
            }
            """);
        return new JobSpec
        {
            BuildTopicSet = new BuildTopicSet
            {
                Name = "killed",
                Seeds = Path.Combine(Repository.Samples, "recordings", "seed-topics.en.txt"),
                Language = "en",
                Seed = 1,
                TopicGrowth = new TopicGrowth { MaxRounds = 8 },
                ObjectGrowth = new ObjectGrowth { MaxRounds = 2 },
                Source = "http:" + search,
                Rules = new CollectionRules { MinResults = Results, LookAt = Results, Keep = Keep },
            },
        };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<bool> AnswerAsync(HttpContext context)
    {
        await Task.Delay(5);
        if (context.Request.Path != "/search")
            return false;
        var query = context.Request.Query["q"].ToString();
        var first = query.Aggregate(7, (hash, c) => ((hash * 31) + c) % 4000);
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            total = Results,
            items = Enumerable.Range(first, Results).Select(n => new { url = $"http://{context.Request.Host}/{(n % 7 == 0 ? "gone" : "picture")}/{n}" }),
        }));
        return true;
    }
}
