using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.QueryGeneration.Tests.Recordings;

/// <summary>The recordings of the bundled scenes, replayed by the service.</summary>
public sealed class SampleRecordingsTests : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Repository.Samples, "recordings");
    private readonly TemporaryFolder _data = new();
    private ServiceUnderTest _service = null!;

    private QueryGenerationService.QueryGenerationServiceClient Client => new(_service.Channel);

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(
        b => b.AddQueryGeneration(), a => a.MapQueryGeneration(),
        new Dictionary<string, string?> { ["QueryGeneration:DataPath"] = _data.Path, ["QueryGeneration:Models:sample:Recording"] = Folder });

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task Every_scene_has_a_caption_that_passes_all_checks(string language)
    {
        using var call = Client.GenerateCaptions(cancellationToken: TestContext.Current.CancellationToken);
        var expected = await File.ReadAllLinesAsync(Path.Combine(Repository.Samples, "scenes", "captions.jsonl"));
        var writing = Task.Run(async () =>
        {
            foreach (var image in expected.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("image").GetString()!))
            {
                await call.RequestStream.WriteAsync(new GenerateCaptionsRequest
                {
                    Context = Context(language),
                    Items = { new CaptionItem { Id = image, Image = ByteString.CopyFrom(await File.ReadAllBytesAsync(Path.Combine(Repository.Samples, "scenes", "images", image))) } },
                });
            }

            await call.RequestStream.CompleteAsync();
        });

        var outcomes = (await call.ResponseStream.ReadAllAsync().ToListAsync()).ToDictionary(r => r.Outcome.Id, r => r.Outcome);
        await writing;

        outcomes.Should().HaveCount(expected.Length);
        outcomes.Values.Where(o => o.Error is not null).Select(o => $"{o.Id}: {o.Error.Message}").Should().BeEmpty();
        foreach (var scene in expected.Select(l => JsonDocument.Parse(l).RootElement))
        {
            var caption = outcomes[scene.GetProperty("image").GetString()!].Caption;
            caption.Provenance.Attempts.Should().Be(1);
            Letters(caption.Text).Should().Be(Letters(WithoutPictureOf(scene.GetProperty(language).GetString()!)), "lead-ins go and nothing else");
        }
    }

    [Theory]
    [InlineData("zh", "猫&沙发", "猫咪和沙发", "猫咪旁边有沙发")]
    [InlineData("zh", "沙发&猫", "猫咪和沙发", "猫咪旁边有沙发")]
    [InlineData("en", "dog", "doggy", "dogs")]
    public async Task Natural_queries_are_there_whatever_the_labels_order(string language, string labels, params string[] queries)
    {
        using var call = Client.GenerateNaturalQueries(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new GenerateNaturalQueriesRequest
        {
            Context = Context(language),
            Options = new WritingOptions { Variants = 2 },
            LabelSets = { new LabelSet { Id = "a", Names = { labels.Split('&') } } },
        });
        await call.RequestStream.CompleteAsync();

        (await call.ResponseStream.ReadAllAsync().SingleAsync()).Outcome.Queries.Should().Equal(queries);
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task Recorded_judgements_are_read_without_fault(string language)
    {
        var lines = (await File.ReadAllLinesAsync(Path.Combine(Folder, "judgements.jsonl"))).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.GetProperty("language").GetString() == language && l.GetProperty("step").GetString() == "JudgeRelevance")
            .Select(l => l.GetProperty("subject").GetString()!.Split(" | ")).DistinctBy(s => string.Join('|', s)).Take(200).ToList();
        using var call = Client.JudgeRelevance(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var subject in lines)
        {
            var image = await File.ReadAllBytesAsync(Path.Combine(Repository.Samples, "scenes", "images", subject[1] + ".jpg"));
            await call.RequestStream.WriteAsync(new JudgeRelevanceRequest
            {
                Context = Context(language),
                Items = { new RelevanceItem { Id = string.Join('|', subject), Query = subject[0], Image = ByteString.CopyFrom(image), ImageId = subject[1] + ".jpg" } },
            });
        }

        await call.RequestStream.CompleteAsync();
        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();

        events.SkipLast(1).Should().HaveCount(200).And.OnlyContain(e => e.Outcome.Judgement != null && e.Outcome.Judgement.HasGrade && e.Outcome.Judgement.Evidence.Count > 0);
        events[^1].Summary.Should().BeEquivalentTo(new { Judged = 200L, Undecided = 0L, Failed = 0L });
        events[^1].Summary.Kappa.Should().BeInRange(0.7, 0.999);
    }

    [Theory]
    [InlineData("zh", 8)]
    [InlineData("en", 8)]
    public async Task Topics_and_objects_grow_the_same_way_every_time(string language, int leastTopics)
    {
        var topics = await TopicsAsync(language);
        topics.Should().HaveCountGreaterThanOrEqualTo(leastTopics);
        (await TopicsAsync(language)).Should().Equal(topics);

        var objects = await ObjectsAsync(language);
        objects.Sum(t => t.GeneratedObjects.Count).Should().BeGreaterThan(40);
        (await ObjectsAsync(language)).Should().Equal(objects);
    }

    private async Task<List<Topic>> TopicsAsync(string language)
    {
        using var call = Client.GenerateTopics(new GenerateTopicsRequest { Context = Context(language), Seeds = { await ReadAsync($"seed-topics.{language}.txt") } });
        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();
        events[^1].Result.StopReason.Should().Be(StopReason.Dry, "the recording ends");
        return [.. events[^1].Result.Topics];
    }

    private async Task<List<Topic>> ObjectsAsync(string language)
    {
        using var call = Client.GenerateObjects(new GenerateObjectsRequest { Context = Context(language), Topics = { await ReadAsync($"kept-topics.{language}.txt") } });
        return [.. (await call.ResponseStream.ReadAllAsync().LastAsync()).Result.Topics];
    }

    private static GenerationContext Context(string language) => new() { Model = "sample", Language = language, Seed = 1 };

    private static async Task<IEnumerable<Topic>> ReadAsync(string file) => (await File.ReadAllLinesAsync(Path.Combine(Folder, file)))
        .Where(l => !l.StartsWith('#')).Select(l => l.Split(": ")).Select(p => new Topic { Name = p[0], CheckedObjects = { p[1].Split(", ") } });

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // The sample's own captions begin like this at times, which the captioner strips as well.
    private static string WithoutPictureOf(string text) => text.StartsWith("a picture of ", StringComparison.Ordinal) ? text["a picture of ".Length..] : text;
}
