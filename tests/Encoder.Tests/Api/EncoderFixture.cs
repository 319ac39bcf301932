using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>The Encoder over real gRPC with the mini dual encoder added, where this machine has it.</summary>
public sealed class EncoderFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServiceUnderTest? _service;

    public EncoderService.EncoderServiceClient Client { get; private set; } = null!;

    public IServiceProvider Services => _service!.Services;

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceUnderTest.StartAsync(
            b => b.AddEncoder(),
            a => a.MapEncoder(),
            new Dictionary<string, string?>
            {
                ["Encoder:ModelsPath"] = _folder["models"],
                // What is measured here is computed, not remembered.
                ["Encoder:CacheEnabled"] = "false",
            });
        Client = new EncoderService.EncoderServiceClient(_service.Channel);
        if (MiniDualEncoder.IsMissing)
            return;
        foreach (var language in (string[])["zh", "en"])
            await Client.AddModelAsync(new AddModelRequest { Directory = MiniDualEncoder.Prepare(_folder["source-" + language], language) });
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        _folder.Dispose();
    }
}
