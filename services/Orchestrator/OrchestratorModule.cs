using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Grpc;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageSearchBench.Orchestrator;

/// <summary>What the Orchestrator service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class OrchestratorModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddOrchestrator(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<OrchestratorOptions>(OrchestratorOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddServiceClient<QueryGenerationService.QueryGenerationServiceClient>(QueryGenerationService.Descriptor, a => a.QueryGeneration);

        services.TryAddSingleton<DataFolder>();
        services.TryAddSingleton<Database>();
        services.TryAddSingleton<DatasetStore>();
        services.TryAddSingleton<ImageInspector>();

        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton<RunningJobs>();
        services.TryAddSingleton<JobSignal>();
        services.TryAddSingleton<JobHandlers>();
        services.TryAddSingleton<JobQueue>();
        services.TryAddSingleton<IJobHandler<BuildLabelSetSpec>, BuildLabelSetHandler>();

        // In this order: the worker needs the folder and the tables.
        services.AddHostedService<StorageStarter>();
        services.AddHostedService<JobWorker>();
        return builder;
    }

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapOrchestrator(this WebApplication app)
    {
        app.MapGrpcService<JobGrpcService>();
        app.MapGrpcService<DatasetGrpcService>();
        return app;
    }
}
