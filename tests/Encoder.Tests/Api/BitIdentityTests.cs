using Google.Protobuf;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>In fp32 an input has one vector, bit for bit: alone, in any batch, by unary call or stream, with any number of callers.</summary>
public sealed class BitIdentityTests(EncoderFixture fixture) : IClassFixture<EncoderFixture>
{
    private const string Model = "mini-en";

    [Fact]
    public async Task Images()
    {
        Assert.SkipWhen(MiniDualEncoder.IsMissing || Repository.SharedData("flickr8k-test") is null, MiniDualEncoder.Skip);
        var files = Directory.GetFiles(Repository.SharedData("flickr8k-test", "images")!).Order(StringComparer.Ordinal).Take(24).Select(File.ReadAllBytes).ToArray();
        var alone = new List<float[]>();
        foreach (var file in files)
            alone.Add(Vector((await fixture.Client.EncodeImagesAsync(Request([file]))).Outcomes[0]));

        foreach (var size in (int[])[2, 5, 8, 24])
        {
            foreach (var batch in files.Select((file, i) => (file, i)).Chunk(size))
                Check((await fixture.Client.EncodeImagesAsync(Request([.. batch.Select(b => b.file)]))).Outcomes.Select(Vector), [.. batch.Select(b => alone[b.i])]);
        }

        Check(await fixture.StreamImagesAsync(Model, files), alone);
        var callers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => fixture.StreamImagesAsync(Model, files)));
        foreach (var caller in callers)
            Check(caller, alone);
    }

    [Fact]
    public async Task Texts()
    {
        Assert.SkipWhen(MiniDualEncoder.IsMissing || Repository.SharedData("flickr8k-test") is null, MiniDualEncoder.Skip);
        var texts = (await File.ReadAllLinesAsync(Repository.SharedData("flickr8k-test", "flickr8kenc.caption.txt")!)).Take(60).Select(l => l.Split(' ', 2)[1]).ToArray();
        var alone = new List<float[]>();
        foreach (var text in texts)
            alone.Add(Vector((await fixture.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = Model, Texts = { text } })).Outcomes[0]));

        Check((await fixture.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = Model, Texts = { texts } })).Outcomes.Select(Vector), alone);
        foreach (var caller in await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => fixture.StreamTextsAsync(Model, texts))))
            Check(caller, alone);
    }

    private static EncodeImagesRequest Request(byte[][] files)
    {
        var request = new EncodeImagesRequest { Model = Model };
        request.Images.AddRange(files.Select(f => UnsafeByteOperations.UnsafeWrap(f)));
        return request;
    }

    private static float[] Vector(EncodeOutcome outcome) => [.. outcome.Embedding.Values];

    private static void Check(IEnumerable<float[]> actual, List<float[]> expected)
    {
        var i = 0;
        foreach (var vector in actual)
            vector.AsSpan().SequenceEqual(expected[i++]).Should().BeTrue();
        i.Should().Be(expected.Count);
    }
}
