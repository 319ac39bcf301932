using Google.Protobuf.WellKnownTypes;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review.Grpc;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Jobs as messages.</summary>
internal static class JobMapping
{
    public static Proto.Job ToProto(this Job job)
    {
        var message = new Proto.Job
        {
            Id = job.Id,
            Spec = job.Spec.ToProto(),
            State = (Proto.JobState)job.State,
            Error = job.Error,
            CreateTime = job.CreateTime.ToTimestamp(),
            UpdateTime = job.UpdateTime.ToTimestamp(),
            Replica = job.State is JobState.Running ? job.Replica : "",
        };
        message.Stages.AddRange(job.Progress.Stages.Select(ToProto));
        message.Skipped.AddRange(job.Progress.Skipped.Select(s => new Proto.SkippedItem { Item = s.Item, Reason = s.Reason }));
        if (job.Result is { } result)
            message.Result = ToProto(result);
        if (job.Progress.Cost is { } cost)
            message.Cost = ToProto(cost);
        if (job.Review is { } review)
            message.Review = review.ToProto();
        return message;
    }

    private static Proto.JobCost ToProto(JobCost cost) => new()
    {
        Calls = cost.Calls,
        CachedCalls = cost.CachedCalls,
        InputTokens = cost.InputTokens,
        OutputTokens = cost.OutputTokens,
        Money = { cost.Money.ToDictionary(StringComparer.Ordinal) },
    };

    private static Proto.JobStage ToProto(StageState stage) => new()
    {
        TimeLeft = stage.TimeLeft?.ToDuration(),
        Name = stage.Name,
        Done = stage.Done,
        Total = stage.Total,
        Skipped = stage.Skipped,
        Rate = stage.Rate,
        Finished = stage.Finished,
    };

    private static Proto.JobResult ToProto(JobResult result) => result.Kind switch
    {
        JobResultKind.Dataset => new Proto.JobResult { DatasetHash = result.Value },
        JobResultKind.Run => new Proto.JobResult { RunId = result.Value },
        JobResultKind.Comparison => new Proto.JobResult { ComparisonId = result.Value },
        JobResultKind.Audit => new Proto.JobResult { AuditId = result.Value },
        JobResultKind.Export => new Proto.JobResult { ExportPath = result.Value },
        _ => new Proto.JobResult { Collection = result.Value },
    };
}
