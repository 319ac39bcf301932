using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>A bad item is answered in its own place.</summary>
public sealed class BadItemTests(EncoderFixture fixture) : IClassFixture<EncoderFixture>
{
    [Fact]
    public async Task A_broken_image_fails_alone()
    {
        Assert.SkipWhen(MiniDualEncoder.IsMissing, MiniDualEncoder.Skip);
        var good = ByteString.CopyFrom(await File.ReadAllBytesAsync(Directory.GetFiles(Repository.SharedData("flickr8k-test", "images")!)[0]));
        var response = await fixture.Client.EncodeImagesAsync(
            new EncodeImagesRequest { Model = "mini-zh", Images = { good, ByteString.CopyFromUtf8("no image"), ByteString.Empty, good } });
        response.Outcomes.Should().HaveCount(4);
        response.Outcomes[0].Embedding.Values.Should().HaveCount(256);
        response.Outcomes[1].Error.Code.Should().Be((int)StatusCode.InvalidArgument);
        response.Outcomes[2].Error.Message.Should().Contain("empty");
        response.Outcomes[3].Should().Be(response.Outcomes[0]);
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        var call = async () => await fixture.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "nobody", Texts = { "a" } });
        (await call.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }
}
