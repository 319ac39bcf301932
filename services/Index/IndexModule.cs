namespace ImageSearchBench.Index;

/// <summary>What the Index service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class IndexModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddIndex(this WebApplicationBuilder builder) => builder;

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapIndex(this WebApplication app) => app;
}
