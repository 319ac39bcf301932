using ImageSearchBench.Encoder.Api;
using ImageSearchBench.Encoder.Cache;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Pull;
using ImageSearchBench.Hosting.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageSearchBench.Encoder;

/// <summary>What the Encoder service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class EncoderModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddEncoder(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<EncoderOptions>(EncoderOptions.Section);
        services.TryAddSingleton<EncoderMetrics>();
        services.TryAddSingleton<DecodeSlots>();
        services.TryAddSingleton<ModelLoader>();
        services.TryAddSingleton<ModelTrial>();
        services.TryAddSingleton<GraphTrial>();
        services.TryAddSingleton<ModelCatalog>();
        services.TryAddSingleton<ModelHost>();
        services.TryAddSingleton<EmbeddingCache>();
        services.AddHttpClient<ModelHub>(client => client.Timeout = Timeout.InfiniteTimeSpan);
        services.TryAddTransient<ModelPuller>();
        services.AddHostedService<EncoderStartup>();
        services.AddHealthChecks().AddCheck<EncoderHealthCheck>("encoder");
        // An image near the size limit goes alone in a request; the limit counts the whole message.
        services.AddGrpc().AddServiceOptions<EncoderGrpcService>(options => options.MaxReceiveMessageSize = 64 << 20);
        return builder;
    }

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapEncoder(this WebApplication app)
    {
        app.MapGrpcService<EncoderGrpcService>();
        return app;
    }
}
