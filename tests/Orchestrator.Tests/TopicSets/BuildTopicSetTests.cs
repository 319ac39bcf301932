using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Testing;
using static ImageSearchBench.Orchestrator.Tests.TopicSets.TopicBench;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

public sealed class BuildTopicSetTests
{
    private static readonly string Recordings = Path.Combine(Repository.Samples, "recordings");

    [Fact]
    public async Task From_seeds_to_a_dataset_with_everything_it_came_from()
    {
        await using var bench = await TopicBench.StartAsync();

        var built = await bench.BuildAsync(Scenes());

        built.Dataset.Kind.Should().Be("topics");
        built.Queries.Count.Should().BeInRange(10, 60);
        built.Images.Should().HaveCount(10 * built.Queries.Count);
        built.Dataset.Judgments.Should().Be(built.Images.Count);
        built.Queries.Should().OnlyContain(q => (string)q["style"]! == "word" && (string)q["language"]! == "zh" && (string)q["topic"]! != "");
        built.Queries.Select(q => (string)q["provenance"]!).Distinct()
            .Should().Contain(["person", "recorded topics.zh@1 seed 1"]).And.HaveCountLessThanOrEqualTo(3);
        foreach (var query in built.Queries)
        {
            var writer = ((string?)query["model"], (string?)query["prompt"], (long?)query["seed"]);
            writer.Should().BeOneOf((null, null, null), ("recorded", "topics.zh@1", 1L), ("recorded", "objects.zh@1", 1L));
            ((string)query["provenance"]!).Should().Be(writer.Item1 is null ? "person" : $"{writer.Item1} {writer.Item2} seed {writer.Item3}");
        }

        var browsed = (await bench.Orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = built.Dataset.Hash, PageSize = 1000 })).Queries;
        browsed.Select(q => (q.Model, q.Prompt, q.HasSeed ? q.Seed : (long?)null)).Should().Equal(
            built.Queries.Select(q => ((string?)q["model"] ?? "", (string?)q["prompt"] ?? "", (long?)q["seed"])));
        built.Queries[0]["id"]!.ToString().Should().Be("食物.披萨");
        built.Dropped.Should().OnlyContain(d => d["image"] == null && (string)d["reason"]! != "");
        (built.Queries.Count + built.Dropped.Count).Should().Be((int)built.Job.Stages.First(s => s.Name == "collect images").Done);

        var provenance = built.Card["provenance"]!;
        provenance["topic_growth"]!["prompt"]!.ToString().Should().Be("topics.zh@1");
        provenance["object_growth"]!["similarity"]!.ToString().Should().Be("character-ngrams");
        provenance["object_growth"]!["drift"]!.AsArray().Should().NotBeEmpty().And.OnlyContain(d => d!["distinct_heads"]!.GetValue<int>() > 0);
        provenance["topics"]!["file"]!.ToString().Should().Be("seed-topics.zh.txt");
        built.Card["parameters"]!["keep"]!.GetValue<int>().Should().Be(10);
        built.Card.ToJsonString().Should().NotContain(bench.Folder["."]);
    }

    [Fact]
    public async Task The_same_input_gives_the_same_bytes_and_another_order_of_topics_another_set()
    {
        await using var one = await TopicBench.StartAsync();
        await using var two = await TopicBench.StartAsync(new Dictionary<string, string?> { ["ImageSources:QueriesAtOnce"] = "1" });

        var (first, second) = (await one.BuildAsync(Scenes()), await two.BuildAsync(Scenes()));

        second.Dataset.Hash.Should().Be(first.Dataset.Hash);
        File.ReadAllBytes(Path.Combine(second.Dataset.Directory, "dropped.jsonl")).Should().Equal(File.ReadAllBytes(Path.Combine(first.Dataset.Directory, "dropped.jsonl")));
    }

    [Fact]
    public async Task Kept_topics_need_no_first_stage_and_ready_queries_no_model()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("dog", Good(0, 8));
        var spec = Scenes();
        spec.Topics = Path.Combine(Recordings, "kept-topics.zh.txt");

        (await bench.BuildAsync(spec)).Job.Stages.Select(s => s.Name).Should().Equal("write objects", "read library", "collect images");
        (await bench.BuildAsync(bench.Spec("dog"))).Job.Stages.Select(s => s.Name).Should().Equal("collect images");
    }

    [Fact]
    public async Task Openverse_and_Commons_give_datasets_with_licences()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Before = context => context.Request.Path.Value switch
        {
            "/v1/images/" => ImageSources.Replies.SendAsync(context, ImageSources.Replies.Openverse(
                Enumerable.Range(0, 20).Select(i => ImageSources.Replies.OpenverseResult(bench.Server.Url($"picture/o{i}"))), 240, 1)),
            "/w/api.php" => ImageSources.Replies.SendAsync(context, ImageSources.Replies.Commons(
                Enumerable.Range(0, 30).Select(i => ImageSources.Replies.CommonsPage(i + 1, i + 1, bench.Server.Url($"picture/c{i}"))))),
            _ => Task.FromResult(false),
        };
        var (openverse, commons) = (bench.Spec("dog"), bench.Spec("dog"));
        (openverse.Source, commons.Source) = ("openverse", "commons");

        var (first, second) = (await bench.BuildAsync(openverse), await bench.BuildAsync(commons));

        first.Sources.Should().Equal("o0", "o1", "o2");
        first.Images[0]["licence"]!.ToString().Should().Be("CC BY-SA 4.0 https://creativecommons.org/licenses/by-sa/4.0/");
        first.Images[0]["id"]!.ToString().Should().HaveLength(32);
        second.Sources.Should().Equal("c0", "c1", "c2");
        second.Images[0]["page"]!.ToString().Should().Be("https://commons.wikimedia.org/wiki/File:Dog_1.jpg");
        second.Images[0]["attribution"]!.ToString().Should().Be("Jane");
        bench.Server.Requests.Should().Contain("/picture/c0-960px");
    }

    [Fact]
    public async Task A_stopped_job_asks_for_nothing_twice()
    {
        await using var bench = await TopicBench.StartAsync(new Dictionary<string, string?> { ["ImageSources:QueriesAtOnce"] = "2" });
        var queries = Enumerable.Range(0, 12).Select(i => $"query {i}").ToArray();
        foreach (var (i, query) in queries.Index())
            bench.Finds(query, Good(i * 10, 8));
        var hangs = true;
        bench.Before = async context =>
        {
            if (hangs && context.Request.Path == "/picture/61")
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return false;
        };
        var spec = bench.Spec(queries);
        var job = (await bench.Orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildTopicSet = spec } })).Job;

        // Six queries are done, the seventh waits for one picture, the eighth has its three: nothing else is on its way.
        while (Pictures(bench) < (6 * 3) + 2 + 3)
            await Task.Delay(10);
        await bench.Orchestrator.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.Id });
        (await bench.Orchestrator.WaitAsync(job.Id)).State.Should().Be(JobState.Cancelled);
        hangs = false;

        await bench.Orchestrator.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = job.Id });
        job = await bench.Orchestrator.WaitAsync(job.Id);

        job.Error.Should().BeEmpty();
        bench.Server.Requests.Where(r => r != "/picture/61").Should().OnlyHaveUniqueItems("searches and pictures are kept");
        (await BuiltTopics.ReadAsync(bench.Orchestrator, job)).Queries.Should().HaveCount(12);
    }

    [Fact]
    public async Task Faults_of_the_specification_are_told_at_once()
    {
        await using var bench = await TopicBench.StartAsync();
        var expected = new (Action<BuildTopicSet> Change, string Message)[]
        {
            (s => s.Name = "a b", "name: 'a b' is no dataset name"),
            (s => s.ClearStart(), "start: must name a file"),
            (s => s.Queries = "/nowhere.txt", "There is no topic file"),
            (s => s.Language = "fr", "language: 'fr' is unknown"),
            (s => s.Model = "m", "model: cannot be given together with queries"),
            (s => s.Source = "ftp", "source: 'ftp' is no image source: choose library:PATH"),
            (s => s.Source = "library:", "source: 'library:' is no image source"),
            (s => s.Source = "library:/nowhere", "There is no file or folder /nowhere"),
            (s => s.Source = "http:/nowhere.json", "/nowhere.json cannot be read"),
            (s => s.Rules.Keep = 9, "rules.look_at: is 8, less than keep, which is 9"),
            (s => s.Rules.MaxRatio = 0.5, "rules.max_ratio: must be 1 or more"),
            (s => s.Rules.MinResults = -1, "rules.min_results"),
            (s => s.Size = 5000, "size: must be 32 to 4096"),
            (s => s.ObjectGrowth = new ObjectGrowth { SimilarityLimit = 2 }, "similarity_limit"),
        };
        foreach (var (change, message) in expected)
        {
            var spec = bench.Spec("dog");
            change(spec);
            var fault = (await FluentActions.Awaiting(async () =>
                await bench.Orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildTopicSet = spec } })).Should().ThrowAsync<RpcException>()).Which;
            fault.StatusCode.Should().Be(StatusCode.InvalidArgument);
            fault.Status.Detail.Should().Contain(message);
        }
    }

    [Fact]
    public async Task A_job_says_what_it_was_asked_for()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("dog", Good(0, 8));
        var spec = bench.Spec("dog");

        var job = await bench.RunAsync(spec);

        spec.TopicGrowth = new TopicGrowth();
        spec.ObjectGrowth = new ObjectGrowth();
        spec.Rules.MinSide = 112;
        spec.Rules.MaxRatio = 2;
        spec.Rules.MaxTaken = 0;
        spec.Size = 1024;
        job.Spec.BuildTopicSet.Should().Be(spec);
    }

    /// <summary>Pictures that a job has noted so far.</summary>
    private static int Pictures(TopicBench bench)
    {
        var file = Directory.EnumerateFiles(bench.Folder["data/work"], "pictures.jsonl", SearchOption.AllDirectories).FirstOrDefault();
        if (file is null)
            return 0;
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Count(c => c == '\n');
    }

    /// <summary>The sample's topics, with its scenes as a library.</summary>
    private static BuildTopicSet Scenes() => new()
    {
        Name = "scenes-topics",
        Seeds = Path.Combine(Recordings, "seed-topics.zh.txt"),
        Seed = 1,
        TopicGrowth = new TopicGrowth { MaxRounds = 18 },
        ObjectGrowth = new ObjectGrowth { MaxRounds = 3 },
        Source = "library:" + Path.Combine(Repository.Samples, "scenes", "captions.jsonl"),
        Rules = new CollectionRules { MinResults = 12, LookAt = 12, Keep = 10 },
        Size = 256,
    };
}
