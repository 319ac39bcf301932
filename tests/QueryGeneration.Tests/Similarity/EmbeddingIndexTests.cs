using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;

namespace ImageSearchBench.QueryGeneration.Tests.Similarity;

/// <summary>Meaning compared by the Encoder's sentence embedder: a stand-in on real gRPC, whose vectors know one synonym.</summary>
public sealed class EmbeddingIndexTests
{
    private const string Recording = """{"step":"Objects","language":"zh","subject":"交通工具","reply":"单车, 轮船, 脚踏车"}""";

    [Fact]
    public async Task A_synonym_that_shares_no_character_is_refused()
    {
        await using var encoder = await ServiceUnderTest.StartAsync(_ => { }, a => a.MapGrpcService<Synonyms>());
        var result = await GrowAsync(encoder.Address.ToString(), "");

        result.Similarity.Should().Be("embedding:sentences@cafe");
        result.SimilarityNote.Should().BeEmpty();
        result.Topics.Single().GeneratedObjects.Should().Equal("轮船");
    }

    [Fact]
    public async Task A_named_embedder_must_be_there()
    {
        await using var encoder = await ServiceUnderTest.StartAsync(_ => { }, a => a.MapGrpcService<Synonyms>());

        (await FluentActions.Awaiting(() => GrowAsync(encoder.Address.ToString(), "other")).Should().ThrowAsync<RpcException>())
            .Which.Status.Detail.Should().Contain("no model 'other'");
        (await FluentActions.Awaiting(() => GrowAsync("", "other")).Should().ThrowAsync<RpcException>())
            .Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
    }

    private static async Task<ObjectResult> GrowAsync(string encoder, string embedder)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["r.jsonl"], Recording);
        var settings = new Dictionary<string, string?> { ["QueryGeneration:DataPath"] = folder["store"], ["QueryGeneration:Models:r:Recording"] = folder["r.jsonl"] };
        if (encoder.Length > 0)
            settings["Services:Encoder"] = encoder;
        await using var service = await ServiceUnderTest.StartAsync(b => b.AddQueryGeneration(), a => a.MapQueryGeneration(), settings);
        using var call = new QueryGenerationService.QueryGenerationServiceClient(service.Channel).GenerateObjects(new GenerateObjectsRequest
        {
            Context = new GenerationContext { Language = "zh" },
            Topics = { new Topic { Name = "交通工具", CheckedObjects = { "自行车", "汽车" } } },
            Options = new ObjectOptions { MaxRounds = 2, SentenceModel = embedder },
        });
        return (await call.ResponseStream.ReadAllAsync().LastAsync()).Result;
    }

    private sealed class Synonyms : EncoderService.EncoderServiceBase
    {
        private static readonly string[] Bicycles = ["自行车", "单车", "脚踏车"];

        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) => Task.FromResult(new ListModelsResponse
        {
            Models = { new Model { Name = "clip", Kind = ModelKind.Dual }, new Model { Name = "sentences", Kind = ModelKind.Text, ContentHash = "cafe", Dimension = 64 } },
        });

        public override async Task StreamTexts(
            IAsyncStreamReader<StreamTextsRequest> requestStream, IServerStreamWriter<StreamTextsResponse> responseStream, ServerCallContext context)
        {
            await foreach (var request in requestStream.ReadAllAsync())
            {
                var response = new StreamTextsResponse { Sequence = request.Sequence };
                response.Outcomes.AddRange(request.Texts.Select(t => new EncodeOutcome { Embedding = new Embedding { Values = { Vector(t) } } }));
                await responseStream.WriteAsync(response);
            }
        }

        // One axis for bicycles, one for each other first character.
        private static float[] Vector(string text)
        {
            var vector = new float[64];
            vector[Bicycles.Contains(text) ? 0 : 1 + (text[0] % 63)] = 1;
            return vector;
        }
    }
}
