using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Recordings;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.QueryGeneration.Tests.Recordings;

public sealed class RecordingTests
{
    [Fact]
    public async Task What_a_model_answered_can_be_recorded_and_replayed_without_it()
    {
        using var folder = new TemporaryFolder();
        await using var deployment = await Deployment.StartAsync(r => r.Data.Contains("Food", StringComparison.Ordinal)
            ? ScriptedReply.Text($"Food: noodles, pancake{r.Number}, soup bowl{r.Number}")
            : Deployment.Paraphrase(r));
        var asked = (await deployment.ParaphraseAsync(["a dog", "a cat"], Deployment.Context("job"))).Outcomes;
        var grown = await GrowAsync(deployment.Client, seed: 7);
        var lines = await ExportAsync(deployment.Client);
        await File.WriteAllLinesAsync(folder["recording.jsonl"], lines);
        lines.Should().HaveCount(2 + 3).And.OnlyContain(l => l.StartsWith('{') && !l.Contains('\n'));

        await using var replay = await ReplayAsync(folder["recording.jsonl"]);
        var client = new QueryGenerationService.QueryGenerationServiceClient(replay.Channel);
        (await client.ListLanguageModelsAsync(new ListLanguageModelsRequest())).Models.Single().Recorded.Should().BeTrue();
        (await GrowAsync(client, seed: 7)).Should().Equal(grown);
        (await GrowAsync(client, seed: 7)).Should().Equal(grown, "the same seed and recording give the same objects");
        asked["0"].Paraphrases.Should().Equal("another a dog");
    }

    [Fact]
    public async Task What_is_not_recorded_is_the_items_error()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["a.jsonl"], """{"step":"NaturalQuery","language":"en","subject":"dog&ball","reply":"{\"queries\": [\"dog with a ball\"]}"}""");
        await using var service = await ReplayAsync(folder.Path);
        using var call = new QueryGenerationService.QueryGenerationServiceClient(service.Channel).GenerateNaturalQueries();
        await call.RequestStream.WriteAsync(new GenerateNaturalQueriesRequest
        {
            Context = Deployment.Context(),
            LabelSets = { new LabelSet { Id = "a", Names = { "dog", "ball" } }, new LabelSet { Id = "b", Names = { "cat" } } },
        });
        await call.RequestStream.CompleteAsync();

        var outcomes = (await call.ResponseStream.ReadAllAsync().ToListAsync()).ToDictionary(r => r.Outcome.Id, r => r.Outcome);

        outcomes["a"].Queries.Should().Equal("dog with a ball");
        outcomes["b"].Error.Code.Should().Be((int)StatusCode.NotFound);
        outcomes["b"].Error.Message.Should().Contain("'cat'").And.Contain("isb llm record");
    }

    [Theory]
    [InlineData("{\"step\":\"Caption\"}", "*:1: no recorded reply*")]
    [InlineData("{\"step\":\"Nothing\",\"language\":\"en\",\"subject\":\"\",\"reply\":\"\"}", "*:1: no recorded reply*")]
    [InlineData("not json", "*:1: no recorded reply*")]
    [InlineData("{\"step\":\"Caption\",\"language\":\"en\",\"subject\":\"a\",\"reply\":\"x\",\"typo\":1}", "*:1: no recorded reply*typo*")]
    [InlineData("{\"step\":\"Caption\",\"language\":\"en\",\"subject\":\"a\",\"reply\":\"x\"}\n{\"step\":\"Caption\",\"language\":\"en\",\"subject\":\"a\",\"reply\":\"y\"}", "*two replies*")]
    public void A_broken_recording_names_file_and_line(string text, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.jsonl"], text);

        FluentActions.Invoking(() => new RecordedChatCompletion(folder["a.jsonl"])).Should().Throw<BenchException>().WithMessage(message);
    }

    private static Task<ServiceUnderTest> ReplayAsync(string path) => ServiceUnderTest.StartAsync(
        b => b.AddQueryGeneration(), a => a.MapQueryGeneration(),
        new Dictionary<string, string?> { ["QueryGeneration:DataPath"] = Path.Combine(Path.GetDirectoryName(path)!, "store"), ["QueryGeneration:Models:sample:Recording"] = path });

    private static async Task<List<string>> GrowAsync(QueryGenerationService.QueryGenerationServiceClient client, ulong seed)
    {
        var request = new GenerateObjectsRequest
        {
            Context = new GenerationContext { Language = "en", Seed = seed },
            Topics = { new Topic { Name = "Food", CheckedObjects = { "dumpling", "sushi", "burger" } } },
            Options = new ObjectOptions { MaxRounds = 3 },
        };
        using var call = client.GenerateObjects(request);
        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();
        events[^1].Result.Similarity.Should().Be("character-ngrams");
        events[^1].Result.SimilarityNote.Should().Contain("Services__Encoder");
        return [.. events[^1].Result.Topics.Single().GeneratedObjects];
    }

    private static async Task<List<string>> ExportAsync(QueryGenerationService.QueryGenerationServiceClient client)
    {
        using var call = client.ExportRecording(new ExportRecordingRequest());
        return [.. (await call.ResponseStream.ReadAllAsync().ToListAsync()).SelectMany(r => r.Lines)];
    }
}
