using ImageSearchBench.Orchestrator.Audits;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Datasets.Versions;
using ImageSearchBench.Orchestrator.TopicSets;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>Finds the handler of a specification's kind.</summary>
internal sealed class JobHandlers(IServiceProvider services)
{
    public Task CheckAsync(JobSpec spec, CancellationToken cancellationToken) => spec switch
    {
        BuildLabelSetSpec s => Handler<BuildLabelSetSpec>().CheckAsync(s, cancellationToken),
        BuildCaptionSetSpec s => Handler<BuildCaptionSetSpec>().CheckAsync(s, cancellationToken),
        BuildTopicSetSpec s => Handler<BuildTopicSetSpec>().CheckAsync(s, cancellationToken),
        EncodeDatasetSpec s => Handler<EncodeDatasetSpec>().CheckAsync(s, cancellationToken),
        IndexDatasetSpec s => Handler<IndexDatasetSpec>().CheckAsync(s, cancellationToken),
        EvaluateSpec s => Handler<EvaluateSpec>().CheckAsync(s, cancellationToken),
        CompareRunsSpec s => Handler<CompareRunsSpec>().CheckAsync(s, cancellationToken),
        ImportDatasetSpec s => Handler<ImportDatasetSpec>().CheckAsync(s, cancellationToken),
        ExportDatasetSpec s => Handler<ExportDatasetSpec>().CheckAsync(s, cancellationToken),
        AuditDatasetSpec s => Handler<AuditDatasetSpec>().CheckAsync(s, cancellationToken),
        ExtendDatasetSpec s => Handler<ExtendDatasetSpec>().CheckAsync(s, cancellationToken),
        _ => throw Unknown(spec),
    };

    public Task<JobResult> RunAsync(JobSpec spec, JobContext context, CancellationToken cancellationToken) => spec switch
    {
        BuildLabelSetSpec s => Handler<BuildLabelSetSpec>().RunAsync(s, context, cancellationToken),
        BuildCaptionSetSpec s => Handler<BuildCaptionSetSpec>().RunAsync(s, context, cancellationToken),
        BuildTopicSetSpec s => Handler<BuildTopicSetSpec>().RunAsync(s, context, cancellationToken),
        EncodeDatasetSpec s => Handler<EncodeDatasetSpec>().RunAsync(s, context, cancellationToken),
        IndexDatasetSpec s => Handler<IndexDatasetSpec>().RunAsync(s, context, cancellationToken),
        EvaluateSpec s => Handler<EvaluateSpec>().RunAsync(s, context, cancellationToken),
        CompareRunsSpec s => Handler<CompareRunsSpec>().RunAsync(s, context, cancellationToken),
        ImportDatasetSpec s => Handler<ImportDatasetSpec>().RunAsync(s, context, cancellationToken),
        ExportDatasetSpec s => Handler<ExportDatasetSpec>().RunAsync(s, context, cancellationToken),
        AuditDatasetSpec s => Handler<AuditDatasetSpec>().RunAsync(s, context, cancellationToken),
        ExtendDatasetSpec s => Handler<ExtendDatasetSpec>().RunAsync(s, context, cancellationToken),
        _ => throw Unknown(spec),
    };

    private IJobHandler<TSpec> Handler<TSpec>()
        where TSpec : JobSpec => services.GetRequiredService<IJobHandler<TSpec>>();

    private static NotSupportedException Unknown(JobSpec spec) => new($"No handler for {spec.GetType().Name}.");
}
