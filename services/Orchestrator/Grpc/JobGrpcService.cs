using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Jobs over gRPC.</summary>
internal sealed class JobGrpcService(JobQueue jobs) : JobService.JobServiceBase
{
    public override async Task<CreateJobResponse> CreateJob(CreateJobRequest request, ServerCallContext context) =>
        new() { Job = (await jobs.CreateAsync(request.RequestId, JobSpecMapping.ToDomain(request.Spec), context.CancellationToken)).ToProto() };

    public override async Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context) =>
        new() { Job = (await jobs.GetAsync(request.JobId, context.CancellationToken)).ToProto() };

    public override async Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        var page = Paging.Read(request.PageSize, request.PageToken, defaultSize: 50);
        var found = await jobs.ListAsync(page.Before, page.Size + 1, context.CancellationToken);
        var response = new ListJobsResponse { NextPageToken = Paging.NextToken(found.Select(f => f.Sequence).ToArray(), page.Size) };
        response.Jobs.AddRange(found.Take(page.Size).Select(f => f.Job.ToProto()));
        return response;
    }

    public override async Task<CancelJobResponse> CancelJob(CancelJobRequest request, ServerCallContext context) =>
        new() { Job = (await jobs.CancelAsync(request.JobId, context.CancellationToken)).ToProto() };

    public override async Task<PauseJobResponse> PauseJob(PauseJobRequest request, ServerCallContext context) =>
        new() { Job = (await jobs.PauseAsync(request.JobId, context.CancellationToken)).ToProto() };

    public override async Task<RetryJobResponse> RetryJob(RetryJobRequest request, ServerCallContext context) =>
        new() { Job = (await jobs.RetryAsync(request.JobId, context.CancellationToken)).ToProto() };

    public override async Task<ResumeJobResponse> ResumeJob(ResumeJobRequest request, ServerCallContext context) =>
        new() { Job = (await jobs.ResumeAsync(request.JobId, context.CancellationToken)).ToProto() };

    public override async Task WatchJob(
        WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responseStream, ServerCallContext context)
    {
        await foreach (var job in jobs.WatchAsync(request.JobId, context.CancellationToken))
            await responseStream.WriteAsync(new WatchJobResponse { Job = job.ToProto() }, context.CancellationToken);
    }
}
