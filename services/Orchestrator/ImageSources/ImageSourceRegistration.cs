using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Orchestrator.ImageSources.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageSearchBench.Orchestrator.ImageSources;

/// <summary>What image sources need.</summary>
internal static class ImageSourceRegistration
{
    public static IServiceCollection AddImageSources(this IServiceCollection services)
    {
        services.AddValidatedOptions<ImageSourceOptions>(ImageSourceOptions.Section);
        services.TryAddSingleton<RequestLimiter>();
        services.TryAddSingleton<SourceClient>();
        services.TryAddSingleton<ImageSourceFactory>();
        return services;
    }
}
