using Google.Protobuf;
using ImageSearchBench.Contracts.Encoder.V1;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>Whole collections through the bidirectional streams.</summary>
internal static class StreamingCalls
{
    private const int Batch = 32;

    public static async Task<float[][]> StreamImagesAsync(this EncoderFixture fixture, string model, IReadOnlyList<byte[]> images)
    {
        using var call = fixture.Client.StreamImages();
        var vectors = new float[images.Count][];
        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < images.Count; at += Batch)
            {
                var request = new StreamImagesRequest { Model = model, Sequence = (ulong)at };
                request.Images.AddRange(images.Skip(at).Take(Batch).Select(image => UnsafeByteOperations.UnsafeWrap(image)));
                await call.RequestStream.WriteAsync(request);
            }

            await call.RequestStream.CompleteAsync();
        });
        while (await call.ResponseStream.MoveNext(default))
        {
            for (var i = 0; i < call.ResponseStream.Current.Outcomes.Count; i++)
                vectors[(int)call.ResponseStream.Current.Sequence + i] = [.. call.ResponseStream.Current.Outcomes[i].Embedding.Values];
        }

        await sending;
        return vectors;
    }

    public static async Task<float[][]> StreamTextsAsync(this EncoderFixture fixture, string model, IReadOnlyList<string> texts)
    {
        using var call = fixture.Client.StreamTexts();
        var vectors = new float[texts.Count][];
        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < texts.Count; at += Batch)
                await call.RequestStream.WriteAsync(new StreamTextsRequest { Model = model, Sequence = (ulong)at, Texts = { texts.Skip(at).Take(Batch) } });
            await call.RequestStream.CompleteAsync();
        });
        while (await call.ResponseStream.MoveNext(default))
        {
            for (var i = 0; i < call.ResponseStream.Current.Outcomes.Count; i++)
                vectors[(int)call.ResponseStream.Current.Sequence + i] = [.. call.ResponseStream.Current.Outcomes[i].Embedding.Values];
        }

        await sending;
        return vectors;
    }
}
