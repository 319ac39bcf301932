using ImageSearchBench.QueryGeneration.Api;

namespace ImageSearchBench.QueryGeneration;

/// <summary>What the QueryGeneration service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class QueryGenerationModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddQueryGeneration(this WebApplicationBuilder builder) => builder;

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapQueryGeneration(this WebApplication app)
    {
        app.MapGrpcService<QueryGenerationGrpcService>();
        return app;
    }
}
