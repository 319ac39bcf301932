using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>What an operator sees: items by outcome, batches, times, the queue, refusals.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Items_batches_times_queue_and_refusals_are_counted()
    {
        await using var service = await TinyService.StartAsync(("Encoder:CacheEnabled", "false"), ("Encoder:TextQueue", "256"), ("Encoder:Runs", "1"));
        await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        using var seen = new Recorder(service.Services.GetRequiredService<EncoderMetrics>());

        await service.Client.EncodeImagesAsync(new EncodeImagesRequest
        {
            Model = "tiny",
            Images = { ByteString.CopyFrom(Fixture.Png(1)), ByteString.CopyFrom(Fixture.Png(2)), ByteString.CopyFromUtf8("no image") },
        });
        seen.Sum("encoder.items", ("kind", "image"), ("outcome", "ok")).Should().Be(2);
        seen.Sum("encoder.items", ("kind", "image"), ("outcome", "error")).Should().Be(1);
        seen.Sum("encoder.batch.size", ("model", "tiny"), ("kind", "image")).Should().Be(2);
        seen.Sum("encoder.run.duration", ("kind", "image")).Should().BePositive();
        seen.Sum("encoder.prepare.duration", ("kind", "image")).Should().BePositive();
        seen.Sum("encoder.queue.duration", ("kind", "image")).Should().BePositive();

        var gate = service.Services.GetRequiredService<ModelLoader>().RunGate;
        await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "a" } });
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        var waiting = service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { Enumerable.Repeat("cat", 256) } });
        await Recorder.UntilAsync(() => seen.Sum("encoder.queue.length", ("kind", "text")) == 256);
        var refused = async () => await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "dog" } });
        (await refused.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.ResourceExhausted);
        seen.Sum("encoder.refused", ("kind", "text")).Should().Be(1);
        gate.Leave();
        await waiting;
        await Recorder.UntilAsync(() => seen.Sum("encoder.queue.length", ("kind", "text")) == 0);
    }

    /// <summary>Sums what the instruments of one service report.</summary>
    private sealed class Recorder : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> _reported = new();
        private readonly MeterListener _listener = new();

        public Recorder(EncoderMetrics metrics)
        {
            foreach (var instrument in (Instrument[])[metrics.BatchSize, metrics.RunTime, metrics.PrepareTime, metrics.QueueTime, metrics.Waiting, metrics.Items, metrics.Refused])
                _listener.EnableMeasurementEvents(instrument);
            _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => _reported.Enqueue((i.Name, value, tags.ToArray())));
            _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => _reported.Enqueue((i.Name, value, tags.ToArray())));
            _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => _reported.Enqueue((i.Name, value, tags.ToArray())));
            _listener.Start();
        }

        public double Sum(string name, params (string Key, string Value)[] tags) => _reported
            .Where(r => r.Name == name && tags.All(t => r.Tags.Any(x => x.Key == t.Key && Equals(x.Value, t.Value))))
            .Sum(r => r.Value);

        public static async Task UntilAsync(Func<bool> holds)
        {
            while (!holds())
                await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        public void Dispose() => _listener.Dispose();
    }
}
