using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ImageSearchBench.Encoder.Tests.Inference;

/// <summary>A model that nobody asks for leaves memory, and comes back when it is asked for again.</summary>
public sealed class IdleUnloadTests
{
    [Fact]
    public async Task A_model_leaves_when_it_was_idle_for_long_and_not_while_it_is_used()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider();
        await using var service = await ServiceUnderTest.StartAsync(
            b =>
            {
                b.Services.AddSingleton<TimeProvider>(time);
                b.AddEncoder();
            },
            a => a.MapEncoder(),
            new Dictionary<string, string?>
            {
                ["Encoder:ModelsPath"] = folder["models"],
                ["Encoder:CacheEnabled"] = "false",
                ["Encoder:IdleUnload"] = "00:10:00",
            });
        var client = new EncoderService.EncoderServiceClient(service.Channel);
        await client.AddModelAsync(new AddModelRequest { Directory = Fixture.Dual(folder["source"]) });
        var host = service.Services.GetRequiredService<ModelHost>();
        var texts = new EncodeTextsRequest { Model = "tiny", Texts = { "a cat" } };
        var first = await client.EncodeTextsAsync(texts);

        using (await host.AcquireAsync("tiny", wait: false, TestContext.Current.CancellationToken))
        {
            time.Advance(TimeSpan.FromMinutes(30));
            host.Loaded.Should().Equal("tiny");
        }

        time.Advance(TimeSpan.FromMinutes(9));
        host.Loaded.Should().Equal("tiny");
        time.Advance(TimeSpan.FromMinutes(6));
        host.Loaded.Should().BeEmpty();

        (await client.EncodeTextsAsync(texts)).Outcomes.Should().Equal(first.Outcomes);
        host.Loaded.Should().Equal("tiny");
    }
}
