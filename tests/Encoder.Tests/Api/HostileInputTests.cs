using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Testing;
using NetVips;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>
/// Mutated images and texts through the service: each gets an embedding or a clear error, and its neighbours get what they always get.
/// The long form is the benchmark <c>encoder-hostile</c> (10,000 and 10,000).
/// </summary>
public sealed class HostileInputTests
{
    private const int Requests = 60;
    private const int PerRequest = 10;
    private static readonly string[] Suffixes = [".png", ".jpg", ".webp", ".gif", ".tif"];

    [Fact]
    public async Task Mutated_images()
    {
        await using var service = await TinyService.StartAsync(("Encoder:MaxPixels", "4000000"));
        await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        var seeds = Suffixes.Select(Encode).ToArray();
        var good = ByteString.CopyFrom(Fixture.Png(1));
        var expected = (await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "tiny", Images = { good } })).Outcomes[0];
        var random = new Random(11);
        for (var r = 0; r < Requests; r++)
        {
            var request = new EncodeImagesRequest { Model = "tiny", Images = { good } };
            for (var i = 0; i < PerRequest; i++)
                request.Images.Add(ByteString.CopyFrom(Mutation.Of(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random)));
            Check((await service.Client.EncodeImagesAsync(request)).Outcomes, expected);
        }
    }

    [Fact]
    public async Task Mutated_texts()
    {
        await using var service = await TinyService.StartAsync();
        await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        string[] seeds = ["a photo of a cat", "一只猫和两只狗", "two children play with a red ball", "ﬁ &amp; Ａ😀", ""];
        var expected = (await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "a cat" } })).Outcomes[0];
        var random = new Random(12);
        for (var r = 0; r < Requests; r++)
        {
            var request = new EncodeTextsRequest { Model = "tiny", Texts = { "a cat" } };
            for (var i = 0; i < PerRequest; i++)
                request.Texts.Add(Mutation.Of(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random));
            Check((await service.Client.EncodeTextsAsync(request)).Outcomes, expected);
        }
    }

    private static byte[] Encode(string suffix)
    {
        using var image = Image.NewFromBuffer(Fixture.Png(5, 64, 48));
        return image.WriteToBuffer(suffix);
    }

    private static void Check(Google.Protobuf.Collections.RepeatedField<EncodeOutcome> outcomes, EncodeOutcome expected)
    {
        outcomes.Should().HaveCount(PerRequest + 1);
        outcomes[0].Should().Be(expected);
        foreach (var outcome in outcomes)
        {
            if (outcome.ResultCase == EncodeOutcome.ResultOneofCase.Embedding)
                outcome.Embedding.Values.Should().HaveCount(Fixture.Dimension);
            else
                outcome.Error.Should().Match<Google.Rpc.Status>(e => e.Code == (int)StatusCode.InvalidArgument && e.Message.Length > 10);
        }
    }
}
