using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Jobs;

/// <summary>Runs work as a durable job and shows how it goes on.</summary>
internal sealed class JobRunner(ServiceConnection services, Terminal terminal)
{
    /// <summary>Skipped items that are listed one by one; the dataset card has them all.</summary>
    private const int SkippedShown = 10;

    /// <summary>
    /// Does the work: goes on with the job of an earlier, unfinished call for the same work, and starts a new one otherwise.
    /// Finished work is done again, since files may have changed; what is there already makes that quick. Work that people have reviewed is not:
    /// they would be asked everything again.
    /// </summary>
    /// <param name="name">What kind of work it is, for ids and messages.</param>
    /// <param name="spec">The work, with all its settings.</param>
    /// <param name="cancellationToken">Stops waiting; the job can go on later.</param>
    /// <returns>The job, done.</returns>
    /// <exception cref="BenchException">The job failed or was cancelled.</exception>
    /// <exception cref="ReviewNeededException">The job waits for people.</exception>
    public async Task<Job> RunAsync(string name, JobSpec spec, CancellationToken cancellationToken)
    {
        var job = await CreateAsync(name, spec, cancellationToken);
        if (job.State is JobState.Failed or JobState.Cancelled or JobState.Paused)
        {
            var before = job.State switch { JobState.Failed => "failed", JobState.Paused => "been paused", _ => "been cancelled" };
            terminal.Note($"Going on with job {job.Id}, which had {before}.");
            job = (await services.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = job.Id }, cancellationToken: cancellationToken)).Job;
        }

        return RequireDone(await WatchAsync(job.Id, cancellationToken));
    }

    /// <summary>Shows a job's progress until it ends or waits for people, and returns it as it is then.</summary>
    public async Task<Job> WatchAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            using var call = services.Jobs.WatchJob(new WatchJobRequest { JobId = jobId }, cancellationToken: cancellationToken);
            var job = await JobProgress.ShowAsync(terminal, call.ResponseStream, cancellationToken);
            foreach (var item in job.Skipped.Take(SkippedShown))
                terminal.Note($"skipped: {item.Item}: {item.Reason}");
            var skipped = job.Stages.Sum(s => s.Skipped);
            if (skipped > SkippedShown)
                terminal.Note($"skipped: {Tables.Count(skipped)} items in all; 'isb jobs list --json' has more of them.");
            return job;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested && services.Remote)
        {
            terminal.Note($"Job {jobId} goes on at the server: 'isb jobs watch {jobId}' shows it, 'isb jobs cancel {jobId}' stops it.");
            throw;
        }
    }

    /// <summary>The job, when it is done.</summary>
    /// <exception cref="BenchException">It failed or was cancelled.</exception>
    /// <exception cref="ReviewNeededException">It waits for people.</exception>
    public static Job RequireDone(Job job) => job.State switch
    {
        JobState.Succeeded => job,
        JobState.Paused => throw new BenchException(
            ErrorKind.Cancelled, $"Job {job.Id} is paused. The same command, or 'isb jobs resume {job.Id}', goes on with it."),
        JobState.Cancelled => throw new BenchException(
            ErrorKind.Cancelled, $"Job {job.Id} was cancelled. The same command, or 'isb jobs resume {job.Id}', goes on with it."),
        JobState.WaitingForReview => throw new ReviewNeededException(job),
        _ => throw new BenchException(ErrorKind.FailedPrecondition, job.Error.Length > 0 ? job.Error : $"Job {job.Id} ended as {job.State}."),
    };

    /// <summary>All jobs, newest first.</summary>
    public IAsyncEnumerable<Job> ListAsync(CancellationToken cancellationToken) =>
        Pages.ReadAsync(async token =>
        {
            var page = await services.Jobs.ListJobsAsync(
                new ListJobsRequest { PageSize = Pages.Size, PageToken = token }, cancellationToken: cancellationToken);
            return ((IEnumerable<Job>)page.Jobs, page.NextPageToken);
        });

    // The request id says which work it is and for which time: a repeat meets the job that is not done yet, also when both come at once.
    private async Task<Job> CreateAsync(string name, JobSpec spec, CancellationToken cancellationToken)
    {
        var work = Convert.ToHexStringLower(SHA256.HashData(spec.ToByteArray()))[..32];
        for (var time = 1; ; time++)
        {
            var request = new CreateJobRequest { RequestId = string.Create(CultureInfo.InvariantCulture, $"{name}-{work}-{time}"), Spec = spec };
            var job = (await services.Jobs.CreateJobAsync(request, cancellationToken: cancellationToken)).Job;
            if (job.State != JobState.Succeeded)
                return job;
            if (!AsksPeople(spec))
                continue;
            terminal.Note($"Job {job.Id} has done this, with its review. To have it done anew, give another name or seed.");
            return job;
        }
    }

    // Every kind of work that asks people says so in a field of this name.
    private static bool AsksPeople(JobSpec spec) =>
        JobSpec.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(spec)?.Accessor.GetValue(spec) is IMessage work
        && work.Descriptor.FindFieldByName("review")?.Accessor.GetValue(work) is true;
}
