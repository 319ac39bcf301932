using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>Limits, overload, cancellation, memory.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task Requests_past_the_limits_are_refused_at_the_door()
    {
        await using var service = await StartAsync(("Encoder:MaxTextBytes", "100"), ("Encoder:MaxImageBytes", "2000"));
        (await Fault(async () => await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { Enumerable.Repeat("a", 257) } }))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await Fault(async () => await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny" }))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        var texts = await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { new string('a', 101), "a cat" } });
        texts.Outcomes[0].Error.Message.Should().Contain("101 bytes");
        texts.Outcomes[1].Embedding.Should().NotBeNull();
        var images = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "tiny", Images = { ByteString.CopyFrom(Fixture.Png(1, 60, 60)), ByteString.CopyFrom(Fixture.Png(1)) } });
        images.Outcomes[0].Error.Message.Should().Contain("at most 2000");
        images.Outcomes[1].Embedding.Should().NotBeNull();
    }

    [Fact]
    public async Task A_text_longer_than_the_context_is_cut_and_says_so()
    {
        await using var service = await StartAsync();
        var response = await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { string.Join(' ', Enumerable.Repeat("cat", 40)), "cat" } });
        response.Outcomes.Select(o => o.Truncated).Should().Equal(true, false);
    }

    [Fact]
    public async Task A_full_queue_refuses_unary_calls_and_lets_streams_wait()
    {
        await using var service = await StartAsync();
        var host = service.Services.GetRequiredService<ModelHost>();
        var lease = await host.AcquireAsync("tiny", wait: false, CancellationToken.None);
        var admission = (await lease.Model).Texts.Admission;
        var all = admission.EnterNow(new EncoderOptions().TextQueue);

        (await Fault(async () => await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "a" } }))).StatusCode.Should().Be(StatusCode.ResourceExhausted);
        using var stream = service.Client.StreamTexts();
        await stream.RequestStream.WriteAsync(new StreamTextsRequest { Model = "tiny", Sequence = 7, Texts = { "a" } });
        var answer = stream.ResponseStream.MoveNext(CancellationToken.None);
        await Task.Delay(50);
        answer.IsCompleted.Should().BeFalse();
        all.Dispose();
        (await answer).Should().BeTrue();
        stream.ResponseStream.Current.Sequence.Should().Be(7);
        await stream.RequestStream.CompleteAsync();
        lease.Dispose();
    }

    [Fact]
    public async Task A_call_that_is_given_up_leaves_the_queue_and_frees_its_room()
    {
        await using var service = await StartAsync(("Encoder:Runs", "1"));
        var gate = service.Services.GetRequiredService<ModelLoader>().RunGate;
        // Loaded first: loading runs the model.
        await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "a" } });
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        using (var stop = new CancellationTokenSource())
        {
            var call = service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { Enumerable.Repeat("cat", 256) } }, cancellationToken: stop.Token);
            await Task.Delay(50);
            await stop.CancelAsync();
            (await Fault(async () => await call)).StatusCode.Should().Be(StatusCode.Cancelled);
        }

        gate.Leave();
        for (var i = 0; i < 20; i++)
            (await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { Enumerable.Repeat("dog", 256) } })).Outcomes.Should().HaveCount(256);
    }

    [Fact]
    public async Task A_deadline_ends_a_call_that_waits()
    {
        await using var service = await StartAsync(("Encoder:Runs", "1"));
        var gate = service.Services.GetRequiredService<ModelLoader>().RunGate;
        await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "a" } });
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        (await Fault(async () => await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { "b" } }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(100))))
            .StatusCode.Should().Be(StatusCode.DeadlineExceeded);
        gate.Leave();
    }

    [Fact]
    public async Task A_stream_names_its_model_first_and_keeps_it()
    {
        await using var service = await StartAsync();
        (await StreamFault(service, new StreamTextsRequest { Texts = { "a" } })).Status.Detail.Should().Contain("must name the model");
        (await StreamFault(service, new StreamTextsRequest { Model = "tiny", Texts = { "a" } }, new StreamTextsRequest { Model = "other", Texts = { "a" } })).Status.Detail.Should().Contain("began with the model");
    }

    [Fact]
    public async Task An_idle_model_makes_room_for_another()
    {
        await using var service = await StartAsync();
        await service.AddAsync(service.Folder["source"], "second");
        var size = (await service.Client.ListModelsAsync(new ListModelsRequest())).Models[0].SizeBytes;
        await using var small = await TinyService.StartAsync(service.Folder, ("Encoder:ModelMemory", ((long)(size * 2)).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Encoder:CacheEnabled", "false"));
        var host = small.Services.GetRequiredService<ModelHost>();
        foreach (var name in (string[])["tiny", "second", "tiny"])
        {
            await small.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = name, Texts = { "a" } });
            host.Loaded.Should().Equal(name);
        }

        using var lease = await host.AcquireAsync("tiny", wait: false, CancellationToken.None);
        (await Fault(async () => await small.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "second", Texts = { "a" } }))).StatusCode.Should().Be(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Health_is_served_and_preloaded_models_are_warm()
    {
        await using var service = await StartAsync();
        await using var preloaded = await TinyService.StartAsync(service.Folder, ("Encoder:Preload:0", "tiny"), ("Encoder:CacheEnabled", "false"));
        preloaded.Services.GetRequiredService<ModelHost>().Loaded.Should().Equal("tiny");
        preloaded.Services.GetRequiredService<ModelHost>().IsHealthy.Should().BeTrue();
    }

    private static async Task<TinyService> StartAsync(params (string Key, string Value)[] settings)
    {
        var service = await TinyService.StartAsync([.. settings, ("Encoder:CacheEnabled", "false")]);
        await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        return service;
    }

    private static async Task<RpcException> StreamFault(TinyService service, params StreamTextsRequest[] requests)
    {
        using var stream = service.Client.StreamTexts();
        foreach (var request in requests)
            await stream.RequestStream.WriteAsync(request);
        await stream.RequestStream.CompleteAsync();
        return await Fault(async () =>
        {
            while (await stream.ResponseStream.MoveNext(CancellationToken.None))
            {
            }
        });
    }

    private static async Task<RpcException> Fault(Func<Task> call) => (await call.Should().ThrowAsync<RpcException>()).Which;
}
