using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.QueryGeneration.Api;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Configuration;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Similarity;
using ImageSearchBench.QueryGeneration.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.QueryGeneration;

/// <summary>What the QueryGeneration service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class QueryGenerationModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddQueryGeneration(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<QueryGenerationOptions>(QueryGenerationOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QueryGenerationOptions>, QueryGenerationOptionsValidator>());
        services.AddServiceClient<EncoderService.EncoderServiceClient>(EncoderService.Descriptor, a => a.Encoder);
        services.TryAddSingleton<ResponseStore>();
        services.TryAddSingleton<ImageShrinker>();
        services.TryAddSingleton<CapabilityProbe>();
        services.TryAddSingleton<ModelCatalog>();
        services.TryAddSingleton<ModelCheck>();
        services.TryAddSingleton<CostEstimator>();
        services.TryAddSingleton<JobRegistry>();
        services.TryAddSingleton<SimilarityIndexFactory>();
        services.TryAddSingleton<CaptionCalls>();
        services.TryAddSingleton<TopicCalls>();
        services.TryAddSingleton<WritingCalls>();
        services.TryAddSingleton<JudgeCalls>();
        services.TryAddSingleton<ModelCalls>();
        return builder;
    }

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapQueryGeneration(this WebApplication app)
    {
        app.MapGrpcService<QueryGenerationGrpcService>();
        return app;
    }
}
