using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Orchestrator.Tests.ImageSources;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Http;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

/// <summary>
/// Kills the Orchestrator at random moments of the building of a topic set from an image search, as often as <c>ISB_KILLS</c> says (2 without
/// it), and lets it go on: the dataset is that of an undisturbed process, byte for byte, and whatever was served whole was served once.
/// </summary>
public sealed class KilledTopicBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_moment_the_process_dies_at_the_result_is_the_same()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("ISB_KILLS") ?? "2", CultureInfo.InvariantCulture);
        await using var server = await RecordedServer.StartAsync();
        server.Answer = SearchAsync;
        await using var writer = await ServiceUnderTest.StartAsync(
            builder => builder.AddQueryGeneration(),
            app => app.MapQueryGeneration(),
            new Dictionary<string, string?>
            {
                ["QueryGeneration:DataPath"] = _folder["replies"],
                ["QueryGeneration:Models:recorded:Recording"] = Path.Combine(Repository.Samples, "recordings"),
            });
        var spec = Spec(server);
        var clock = Stopwatch.StartNew();
        var (expected, _) = await RunToEndAsync(spec, _folder["expected"], writer.Address, server, kills: 0, TimeSpan.Zero, new Random(0));
        var longest = clock.Elapsed;
        server.Requests.Should().OnlyHaveUniqueItems();

        // A build that ends before its process is killed is begun again in a new folder, until there were as many deaths as wanted.
        var random = new Random(21);
        for (var round = 0; kills > 0; round++)
        {
            server.Requests.Clear();
            var (hash, killed) = await RunToEndAsync(spec, _folder[$"round{round}"], writer.Address, server, kills, longest, random);
            kills -= killed;

            hash.Should().Be(expected);
            Content(_folder[$"round{round}/datasets"]).Should().Equal(Content(_folder["expected/datasets"]));

            // What was on its way when a process died may have been asked for again by the next one, by no more than it had in work.
            var again = server.Requests.GroupBy(r => r).Where(g => g.Count() > 1).ToArray();
            again.Sum(g => g.Count() - 1).Should().BeLessThanOrEqualTo(killed * 20);
            Directory.Delete(_folder[$"round{round}"], recursive: true);
        }
    }

    private static async Task<(string Hash, int Killed)> RunToEndAsync(
        BuildTopicSet spec, string data, Uri services, RecordedServer server, int kills, TimeSpan longest, Random random)
    {
        for (var killed = 0; ; killed++)
        {
            await using var process = await OrchestratorProcess.StartAsync(
                data, services, [$"Fetching:AllowedPrivateHosts:0={server.Host}", "Fetching:PerHost=8"]);
            var work = BuildAsync(new JobService.JobServiceClient(process.Channel), spec);
            if (killed == kills || await Task.WhenAny(work, Task.Delay(longest * random.NextDouble())) == work)
                return (await work, killed);
            await process.KillAsync();
            await work.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task<string> BuildAsync(JobService.JobServiceClient jobs, BuildTopicSet spec)
    {
        var job = (await jobs.CreateJobAsync(new CreateJobRequest { RequestId = "build", Spec = new JobSpec { BuildTopicSet = spec } })).Job;
        using var watch = jobs.WatchJob(new WatchJobRequest { JobId = job.Id });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
            job = watch.ResponseStream.Current.Job;
        job.State.Should().Be(JobState.Succeeded, job.Error);
        return job.Result.DatasetHash;
    }

    // A search whose results overlap now and then, with a dead link among them.
    private static async Task<bool> SearchAsync(HttpContext context)
    {
        await Task.Delay(5);
        if (context.Request.Path != "/search")
            return false;
        var query = context.Request.Query["q"].ToString();
        var first = query.Aggregate(7, (h, c) => ((h * 31) + c) % 4000);
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            total = 10,
            items = Enumerable.Range(first, 10).Select(n => new { url = $"http://{context.Request.Host}/{(n % 7 == 0 ? "gone" : "picture")}/{n}" }),
        }));
        return true;
    }

    private BuildTopicSet Spec(RecordedServer server)
    {
        File.WriteAllText(_folder["search.json"], $$"""
            {
              "name": "killed", "url": "{{server.Url("search?q={query}")}}", "results": "/items", "total": "/total", "page_size": 10, "per_minute": 60000,
              "fields": { "url": "/url" }
            }
            """);
        return new BuildTopicSet
        {
            Name = "killed",
            Seeds = Path.Combine(Repository.Samples, "recordings", "seed-topics.zh.txt"),
            Seed = 1,
            TopicGrowth = new TopicGrowth { MaxRounds = 8 },
            ObjectGrowth = new ObjectGrowth { MaxRounds = 2 },
            Source = "http:" + _folder["search.json"],
            Rules = new CollectionRules { MinResults = 10, LookAt = 10, Keep = 5 },
        };
    }

    private static Dictionary<string, string> Content(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));
}
