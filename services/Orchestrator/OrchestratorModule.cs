namespace ImageSearchBench.Orchestrator;

/// <summary>What the Orchestrator service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class OrchestratorModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddOrchestrator(this WebApplicationBuilder builder) => builder;

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapOrchestrator(this WebApplication app) => app;
}
