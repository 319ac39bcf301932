using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Orchestrator.Tests.ImageSources;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

/// <summary>Topic sets out of a local library, in the forms in which its texts may come.</summary>
public sealed class LibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LibraryTests()
    {
        Directory.CreateDirectory(_folder["library/images"]);
        for (var i = 0; i < 6; i++)
            File.WriteAllBytes(_folder[$"library/images/{i}.jpg"], RecordedServer.Picture($"{i}"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("texts.jsonl", """
        {"image": "0.jpg", "tags": ["dog", "grass"], "licence": "CC0", "attribution": "Jane", "source": "https://a.org/0"}
        {"image": "1.jpg", "caption": "a dog"}
        {"file_name": "2.jpg", "en": ["two dogs", "a lawn"], "zh": "两只狗"}
        {"image": "3.jpg", "text": "a cat", "title": "no dog here", "advertisement": true}
        {"image": "missing.jpg", "text": "a dog"}
        """)]
    [InlineData("texts.csv", "image,text,licence\n0.jpg,\"a dog, and grass\",CC0\n1.jpg,a dog,\n2.jpg,two dogs on a lawn,\n4.jpg,a cat,\n")]
    [InlineData("texts.txt", "0.jpg#0\tA dog\n0.jpg#1\tgrass\n1.jpg#0\tA dog\n2.jpg#en#0 dogs on a lawn\n4.jpg#0 a cat\n")]
    [InlineData("captions.json", """
        {"images": [{"id": 1, "file_name": "0.jpg"}, {"id": 2, "file_name": "1.jpg"}, {"id": 3, "file_name": "2.jpg"}],
         "annotations": [{"id": 1, "image_id": 1, "caption": "a dog"}, {"id": 2, "image_id": 2, "caption": "dogs"}, {"id": 3, "image_id": 3, "caption": "a dog"}]}
        """)]
    public async Task Texts_are_read_in_many_formats(string file, string content)
    {
        File.WriteAllText(_folder["library/" + file], content);

        var built = await BuildAsync(_folder["library/" + file], "dog");

        built.Images.Select(i => (string)i["id"]!).Should().BeEquivalentTo("0", "1", "2");
        built.Images.Select(i => (string)i["source"]!).Should().BeEquivalentTo("0.jpg", "1.jpg", "2.jpg");
        built.Card["provenance"]!["images"]!["name"]!.GetValue<string>().Should().Be(file);
        built.Dataset.Judgments.Should().Be(3);
    }

    [Fact]
    public async Task Licence_and_attribution_are_kept_and_advertisements_are_not()
    {
        File.WriteAllText(_folder["library/texts.jsonl"], """
            {"image": "0.jpg", "text": "dog", "licence": "CC0", "attribution": "Jane", "source": "https://a.org/0"}
            {"image": "1.jpg", "text": "dog", "advertisement": true}
            {"image": "2.jpg", "text": "dog"}
            {"image": "3.jpg", "text": "dog"}
            """);

        var built = await BuildAsync(_folder["library/texts.jsonl"], "dog");

        built.Reasons.Should().Equal("dog 1.jpg b advertisement");
        var image = built.Images.First(i => (string)i["id"]! == "0");
        (image["licence"], image["attribution"], image["page"], image["title"]).ToString().Should().Be("(CC0, Jane, https://a.org/0, dog)");
        built.Card["licences"]!["CC0"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task A_folder_gives_all_its_texts_and_file_names_for_the_rest()
    {
        Directory.CreateDirectory(_folder["library/images/pets"]);
        File.WriteAllBytes(_folder["library/images/pets/old_dog-3.jpg"], RecordedServer.Picture("old"));
        File.WriteAllText(_folder["library/a.jsonl"], """{"image": "0.jpg", "text": "dog"}""");
        File.WriteAllText(_folder["library/b.csv"], "image,caption\n1.jpg,a dog\n");
        File.WriteAllText(_folder["library/notes.txt"], "buy milk\n");

        var built = await BuildAsync(_folder["library"], "dog", "pets", "5");

        built.Texts.Should().Equal("dog");
        built.Images.Select(i => (string)i["id"]!).Should().BeEquivalentTo("0", "1", "pets/old_dog-3");
        built.Reasons.Should().Equal("pets a few_results", "5 a few_results");
    }

    [Theory]
    [InlineData("bad.jsonl", "{\"image\": \"0.jpg\"}\n{\"picture\": \"1.jpg\"}\n", "bad.jsonl:2: the line names no image")]
    [InlineData("bad.jsonl", "{\"image\": \"0.jpg\"}\n{\"image\": \n", "bad.jsonl:2:")]
    [InlineData("empty.jsonl", "{\"image\": \"nowhere.jpg\"}\n", "there is no image")]
    [InlineData("outside.jsonl", "{\"image\": \"../../secret.jpg\"}\n", "there is no image")]
    [InlineData("strange.txt", "hello world\n", "looks like no known format")]
    public async Task Faults_are_told(string file, string content, string message)
    {
        File.WriteAllText(_folder["library/" + file], content);
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"]);

        var job = await orchestrator.RunAsync(new JobSpec { BuildTopicSet = Spec(_folder["library/" + file], "dog") });

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain(message);
    }

    [Fact]
    public async Task A_topic_set_of_Flickr8k_whose_captions_people_wrote()
    {
        var flickr = Repository.SharedData("flickr8k-test");
        Assert.SkipWhen(flickr is null, "../shared/data/flickr8k-test is not on this machine.");
        File.WriteAllText(_folder["topics.txt"], "动物: 狗, 马, 鸟\n人: 孩子, 婴儿, 老人\n运动: 足球, 滑板, 冲浪, 自行车, 篮球, 滑雪\n地方: 海滩, 雪地, 游泳池, 街道\n");
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"]);
        var spec = new BuildTopicSet
        {
            Name = "flickr8k",
            Queries = _folder["topics.txt"],
            Source = "library:" + flickr,
            Rules = new CollectionRules { MinResults = 20, MaxTaken = 24 },
        };

        var job = await orchestrator.RunAsync(new JobSpec { BuildTopicSet = spec });

        job.Error.Should().BeEmpty();
        job.Stages.First(s => s.Name == "read library").Done.Should().Be(1000);
        var built = await BuiltTopics.ReadAsync(orchestrator, job);
        built.Texts.Should().Contain(["狗", "马", "孩子", "滑板", "冲浪", "自行车"]).And.HaveCountGreaterThan(7);
        built.Images.Should().HaveCount(12 * built.Queries.Count).And.OnlyContain(i => i["title"] != null);

        // What is relevant must be what people wrote: the first caption of an image need not name the dog, one of its five does.
        var captions = File.ReadLines(Path.Combine(flickr, "flickr8kzhc.caption.txt")).ToLookup(l => l[..l.IndexOf('#', StringComparison.Ordinal)], l => l);
        built.Images.Take(12).Should().OnlyContain(i => captions[(string)i["source"]!].Any(c => c.Contains('狗')));
    }

    private async Task<BuiltTopics> BuildAsync(string library, params string[] queries)
    {
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"]);
        var job = await orchestrator.RunAsync(new JobSpec { BuildTopicSet = Spec(library, queries) });
        job.Error.Should().BeEmpty();
        return await BuiltTopics.ReadAsync(orchestrator, job);
    }

    private BuildTopicSet Spec(string library, params string[] queries)
    {
        File.WriteAllText(_folder["topics.txt"], $"things: {string.Join(", ", queries)}\n");
        return new BuildTopicSet
        {
            Name = "library",
            Queries = _folder["topics.txt"],
            Language = "en",
            Source = "library:" + library,
            Rules = new CollectionRules { MinResults = 3, LookAt = 5, Keep = 3 },
        };
    }
}
