using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Orchestrator.Analysis;
using ImageSearchBench.Orchestrator.Analysis.Grpc;
using ImageSearchBench.Orchestrator.Audits;
using ImageSearchBench.Orchestrator.Audits.Grpc;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Datasets.Browse;
using ImageSearchBench.Orchestrator.Datasets.Versions;
using ImageSearchBench.Orchestrator.Evaluation;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Formats.Grpc;
using ImageSearchBench.Orchestrator.Grpc;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.ImageSources;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Orchestrator.Review.Grpc;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Systems;
using ImageSearchBench.Orchestrator.TopicSets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        AddClients(services);
        AddStorage(services);
        AddWork(services);
        AddJobs(services);
        services.AddFormats();
        services.AddImageSources();
        return builder;
    }

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapOrchestrator(this WebApplication app)
    {
        app.MapGrpcService<JobGrpcService>();
        app.MapGrpcService<DatasetGrpcService>();
        app.MapGrpcService<RunGrpcService>();
        app.MapGrpcService<RunAnalysisGrpcService>();
        app.MapGrpcService<FormatGrpcService>();
        app.MapGrpcService<ReviewGrpcService>();
        app.MapGrpcService<AuditGrpcService>();
        return app;
    }

    private static void AddClients(IServiceCollection services)
    {
        services.AddServiceClient<EncoderService.EncoderServiceClient>(EncoderService.Descriptor, a => a.Encoder);
        services.AddServiceClient<IndexService.IndexServiceClient>(IndexService.Descriptor, a => a.Index);
        services.AddServiceClient<QueryGenerationService.QueryGenerationServiceClient>(QueryGenerationService.Descriptor, a => a.QueryGeneration);
        services.AddServiceClient<EvaluatorService.EvaluatorServiceClient>(EvaluatorService.Descriptor, a => a.Evaluator);
        services.TryAddSingleton<EncoderClient>();
        services.TryAddSingleton<IndexClient>();
        services.TryAddSingleton<QueryGenerationClient>();
        services.TryAddSingleton<CaptionGenerator>();
        services.TryAddSingleton<TopicGrower>();
        services.TryAddSingleton<NaturalQueryGenerator>();
        services.TryAddSingleton<EvaluatorClient>();
        services.AddServiceClient<AnalysisService.AnalysisServiceClient>(AnalysisService.Descriptor, a => a.Evaluator);
        services.TryAddSingleton<AnalysisClient>();
        services.TryAddSingleton<JudgeAnalysisClient>();
        services.TryAddSingleton<RelevanceJudge>();
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.TryAddSingleton<DataFolder>();
        services.TryAddSingleton(CreateDatabase);
        services.TryAddSingleton<DatasetStore>();
        services.TryAddSingleton<DatasetResolver>();
        services.TryAddSingleton<CollectionStore>();
        services.TryAddSingleton<RunStore>();
    }

    private static Database CreateDatabase(IServiceProvider services)
    {
        var folder = services.GetRequiredService<DataFolder>();
        var connection = services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Database;
        return connection.Length > 0
            ? new PostgresDatabase(connection, folder)
            : new SqliteDatabase(folder, services.GetRequiredService<TimeProvider>());
    }

    private static void AddWork(IServiceCollection services)
    {
        services.TryAddSingleton<ImageInspector>();
        services.TryAddSingleton<PhotoResizer>();
        services.TryAddSingleton<LabelSets.NaturalQueries>();
        services.TryAddSingleton<DuplicateFinder>();
        services.TryAddSingleton<TopicWriting>();
        services.TryAddSingleton<CollectionFiller>();
        services.TryAddSingleton<DatasetRemover>();
        services.TryAddSingleton<DeletedDatasets>();
        services.TryAddSingleton<DatasetReferences>();
        services.TryAddSingleton<DatasetHistory>();
        services.TryAddSingleton<DatasetDiffer>();
        services.TryAddSingleton<DatasetIndexes>();
        services.TryAddSingleton<DatasetBrowser>();
        services.TryAddSingleton<ModelCatalog>();
        services.TryAddSingleton<ModelVectors>();
        services.TryAddSingleton<FolderVectors>();
        services.AddValidatedOptions<SearchTargetOptions>(SearchTargetOptions.Section);
        services.TryAddSingleton<SearchTargetStage>();
        services.TryAddSingleton<SearchStage>();
        services.TryAddSingleton<ScoreStage>();
        services.TryAddSingleton<EvaluatedSystems>();
        services.TryAddSingleton<MatchingStage>();
        services.TryAddSingleton<RunDatasets>();
        services.TryAddSingleton<RunAnalyst>();
        services.TryAddSingleton<ImageSearch>();
        services.TryAddSingleton<RunComparer>();
        services.TryAddSingleton<InsightMaker>();
        services.TryAddSingleton<ReportMaker>();
    }

    private static void AddJobs(IServiceCollection services)
    {
        services.TryAddSingleton<ReviewStore>();
        services.TryAddSingleton<ReviewDecisions>();
        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton<RunningJobs>();
        services.TryAddSingleton<JobSignal>();
        services.TryAddSingleton<JobHandlers>();
        services.TryAddSingleton<JobFolders>();
        services.TryAddSingleton<JobLocks>();
        services.TryAddSingleton<JobCosts>();
        services.TryAddSingleton<JobRunner>();
        services.TryAddSingleton<JobQueue>();
        services.TryAddSingleton<IJobHandler<BuildLabelSetSpec>, BuildLabelSetHandler>();
        services.TryAddSingleton<IJobHandler<BuildCaptionSetSpec>, BuildCaptionSetHandler>();
        services.TryAddSingleton<IJobHandler<BuildTopicSetSpec>, BuildTopicSetHandler>();
        services.TryAddSingleton<IJobHandler<ExtendDatasetSpec>, ExtendDatasetHandler>();
        services.TryAddSingleton<IJobHandler<EncodeDatasetSpec>, EncodeDatasetHandler>();
        services.TryAddSingleton<IJobHandler<IndexDatasetSpec>, IndexDatasetHandler>();
        services.TryAddSingleton<IJobHandler<EvaluateSpec>, EvaluateHandler>();
        services.TryAddSingleton<IJobHandler<CompareRunsSpec>, CompareRunsHandler>();
        services.TryAddSingleton<PairJudging>();
        services.TryAddSingleton<AuditStore>();
        services.TryAddSingleton<IJobHandler<AuditDatasetSpec>, AuditDatasetHandler>();

        // In this order: the worker needs the folder and the tables.
        services.AddHostedService<StorageStarter>();
        services.AddHostedService(provider => provider.GetRequiredService<DeletedDatasets>());
        services.AddHostedService<JobWorker>();
    }
}
