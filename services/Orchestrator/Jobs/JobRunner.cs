using System.Data.Common;
using Grpc.Core;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>Runs one job that this process has taken: keeps its lease, tells how far it is, tries again, stores how it ended.</summary>
internal sealed partial class JobRunner(
    JobStore store,
    RunningJobs running,
    JobHandlers handlers,
    JobFolders folders,
    JobCosts costs,
    ReviewStore reviews,
    Database database,
    IOptions<OrchestratorOptions> options,
    TimeProvider time,
    ILogger<JobRunner> logger)
{
    private static readonly TimeSpan RenewInterval = TimeSpan.FromMilliseconds(500);

    /// <param name="taken">The job.</param>
    /// <param name="asked">When it was asked for (a time stamp).</param>
    /// <param name="stoppingToken">The process ends.</param>
    public async Task RunAsync(TakenJob taken, long asked, CancellationToken stoppingToken)
    {
        var job = taken.Job;
        using var lease = new JobLease(
            job.Id, taken.Token, database.IsShared ? options.Value.LeaseTime : Timeout.InfiniteTimeSpan, asked, database, time);
        JobLease.Current = lease;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
        var entry = running.Add(job.Id, new ProgressTracker(time), job.Progress.Cost, stop);
        LogStarted(logger, job.Id, job.Spec.GetType().Name, lease.Token);
        using var over = new CancellationTokenSource();
        var keeping = KeepLeaseAsync(lease, entry, over.Token);
        var watching = job.Spec.AsksLanguageModels ? costs.WatchAsync(job.Id, entry, over.Token) : Task.CompletedTask;
        try
        {
            var work = await folders.OpenAsync(taken, stop.Token);
            var result = await RunWithRetriesAsync(taken, work, entry, stop.Token);
            await EndAsync(lease, entry, JobState.Succeeded, "", result);
            folders.Close(job.Id, keepLedgers: entry.Snapshot().Stages.Any(s => s.Skipped > 0));
            LogDone(logger, job.Id, result.Value);
        }
        catch (Exception) when (lease.Lost.IsCancellationRequested)
        {
            LogLeaseLost(logger, job.Id, lease.Token);
        }
        catch (Exception) when (entry.Stopped is { } state)
        {
            await EndAsync(lease, entry, state, "", result: null);
            LogStopped(logger, job.Id, state);
        }
        catch (ReviewPendingException e)
        {
            // The review may have been completed since it was looked at; whoever comes second of the two lets the job go on.
            await EndAsync(lease, entry, JobState.WaitingForReview, "", result: null);
            await store.QueueReviewedAsync(CancellationToken.None);
            LogWaiting(logger, job.Id, e.Review.Stage);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            await store.ReleaseAsync(lease, entry.Snapshot());
            LogInterrupted(logger, job.Id);
        }
        catch (Exception e)
        {
            await EndAsync(lease, entry, JobState.Failed, Describe(e, job.Id), result: null);
            LogFailed(logger, e, job.Id);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(keeping, watching);
            running.Remove(job.Id);
            running.Notify(job.Id);
        }
    }

    private async Task EndAsync(JobLease lease, RunningJobs.RunningJob entry, JobState state, string error, JobResult? result)
    {
        if (await store.EndAsync(lease, state, error, result, entry.Snapshot()))
            return;
        lease.Lose();
        throw new LeaseLostException(lease.JobId);
    }

    private async Task<JobResult> RunWithRetriesAsync(TakenJob taken, string work, RunningJobs.RunningJob entry, CancellationToken cancellationToken)
    {
        var job = taken.Job;
        for (var attempt = 0; ; attempt++)
        {
            // Each try tells its progress anew; what an earlier one had done it finds and counts as done.
            entry.Progress = new ProgressTracker(time);
            try
            {
                var context = new JobContext(job.Id, work, entry.Progress, reviews, taken.RetryFailed);
                var result = await handlers.RunAsync(job.Spec, context, cancellationToken);
                if (job.Spec.AsksLanguageModels)
                    await costs.ReadAsync(job.Id, entry, cancellationToken);
                return result;
            }
            catch (Exception e) when (IsTransient(e) && attempt < options.Value.MaxRetries && !cancellationToken.IsCancellationRequested)
            {
                LogRetry(logger, job.Id, e.Message);
            }

            await Task.Delay(options.Value.RetryDelay * (1 << Math.Min(attempt, 10)), time, cancellationToken);
        }
    }

    // A database that is away for a while takes nothing: the lease ends by itself when it stays away.
    private async Task KeepLeaseAsync(JobLease lease, RunningJobs.RunningJob entry, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RenewInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var asked = time.GetTimestamp();
                try
                {
                    var wish = await store.RenewAsync(lease, options.Value.LeaseTime, entry.Snapshot(), cancellationToken);
                    if (wish is null)
                    {
                        lease.Lose();
                        return;
                    }

                    lease.Renew(asked);
                    if (wish is not JobWish.GoOn)
                        entry.Stop(wish is JobWish.Pause ? JobState.Paused : JobState.Cancelled);
                }
                catch (Exception e) when (e is BenchException or DbException)
                {
                    LogNotRenewed(logger, lease.JobId, e.Message);
                }

                running.Notify(lease.JobId);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over; how it ended is stored by whoever ran it.
        }
    }

    private static bool IsTransient(Exception exception) => exception switch
    {
        BenchException e => e.Kind is ErrorKind.Unavailable or ErrorKind.ResourceExhausted,
        RpcException e => e.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted,
        DbException e => e.IsTransient,
        _ => false,
    };

    private static string Describe(Exception exception, string jobId) => exception switch
    {
        BenchException e => e.Message,
        RpcException e => StatusMap.FromRpc(e).Message,
        IOException or UnauthorizedAccessException => exception.Message,
        _ => $"Internal error; the server's log has the details (job {jobId}).",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} ({Kind}) runs, lease {Token}")]
    private static partial void LogStarted(ILogger logger, string job, string kind, long token);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} is done: {Result}")]
    private static partial void LogDone(ILogger logger, string job, string result);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} waits for the review of {Stage}")]
    private static partial void LogWaiting(ILogger logger, string job, string stage);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} was stopped: {State}")]
    private static partial void LogStopped(ILogger logger, string job, JobState state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} goes on when the process is back, or in another replica")]
    private static partial void LogInterrupted(ILogger logger, string job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} tries again: {Reason}")]
    private static partial void LogRetry(ILogger logger, string job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of job {Job} was not renewed: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Token} of job {Job} is over: its work stops here, and another replica goes on with it")]
    private static partial void LogLeaseLost(ILogger logger, string job, long token);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string job);
}
