using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Texts;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder;

/// <summary>What has to hold before the first call: normalisation works, no half-added model lies about, the models of <c>Encoder:Preload</c> are warm.</summary>
internal sealed class EncoderStartup(ModelCatalog catalog, ModelHost host, IOptions<EncoderOptions> options) : IHostedService
{
    private readonly List<ModelHost.ModelLease> _preloaded = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Unicode.RequireIcu();
        Sessions.RequireDevice(options.Value);
        catalog.DeleteLeftovers();
        foreach (var name in options.Value.Preload)
        {
            var lease = await host.AcquireAsync(name, wait: false, cancellationToken);
            _preloaded.Add(lease);
            await lease.Model;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var lease in _preloaded)
            lease.Dispose();
        return Task.CompletedTask;
    }
}
