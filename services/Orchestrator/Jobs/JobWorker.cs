using Grpc.Core;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>Runs waiting jobs, a few at once, oldest first. What ran when the process ended last goes on.</summary>
internal sealed partial class JobWorker(
    JobStore store,
    RunningJobs running,
    JobHandlers handlers,
    ReviewStore reviews,
    JobSignal signal,
    DataFolder folder,
    IOptions<OrchestratorOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<JobWorker> logger) : BackgroundService
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.RecoverAsync(options.Value.MaxAdoptions, cancellationToken);
        await store.QueueReviewedAsync(cancellationToken);
        signal.Set();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Jobs stop as soon as the process is asked to end. A web server waits for its open streams first, and in the all-in-one
        // process those are the jobs' own.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await RunJobsAsync(stopping.Token);
    }

    private async Task RunJobsAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(options.Value.MaxRunningJobs);
        var tasks = new List<Task>();
        try
        {
            // In the all-in-one process the services that jobs call listen only once everything has started.
            await StartedAsync(stoppingToken);
            while (true)
            {
                await slots.WaitAsync(stoppingToken);
                while (await store.TakeNextAsync(stoppingToken) is { } job)
                {
                    tasks.RemoveAll(t => t.IsCompleted);
                    tasks.Add(RunThenReleaseAsync(job, slots, stoppingToken));
                    await slots.WaitAsync(stoppingToken);
                }

                slots.Release();
                await signal.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends: running jobs stop where they are and go on next time.
        }
        finally
        {
            await Task.WhenAll(tasks);
        }
    }

    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    private async Task RunThenReleaseAsync(Job job, SemaphoreSlim slots, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(() => RunAsync(job, stoppingToken), CancellationToken.None);
        }
        catch (Exception e)
        {
            // How it ended could not be stored. The job stays 'running' and goes on when the process starts again.
            LogLost(logger, e, job.Id);
        }
        finally
        {
            slots.Release();
            signal.Set();
        }
    }

    private async Task RunAsync(Job job, CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var progress = new ProgressTracker(time);
        var entry = running.Add(job.Id, progress, stop);
        LogStarted(logger, job.Id, job.Spec.GetType().Name);
        try
        {
            var work = Path.Combine(folder.Work, job.Id);
            Directory.CreateDirectory(work);
            var result = await RunWithRetriesAsync(job, work, entry, stop.Token);
            await store.EndAsync(job.Id, JobState.Succeeded, "", result, entry.Progress.Snapshot());
            Directory.Delete(work, recursive: true);
            LogDone(logger, job.Id, result.Value);
        }
        catch (Exception) when (entry.CancelRequested)
        {
            await store.EndAsync(job.Id, JobState.Cancelled, "", result: null, entry.Progress.Snapshot());
            LogCancelled(logger, job.Id);
        }
        catch (ReviewPendingException e)
        {
            // The review may have been completed since it was looked at; whoever comes second of the two lets the job go on.
            await store.EndAsync(job.Id, JobState.WaitingForReview, "", result: null, entry.Progress.Snapshot());
            await store.QueueReviewedAsync(CancellationToken.None);
            LogWaiting(logger, job.Id, e.Review.Stage);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The stored state stays 'running': the job goes on when the process is back.
            LogInterrupted(logger, job.Id);
        }
        catch (Exception e)
        {
            await store.EndAsync(job.Id, JobState.Failed, Describe(e, job.Id), result: null, entry.Progress.Snapshot());
            LogFailed(logger, e, job.Id);
        }
        finally
        {
            running.Remove(job.Id);
            running.Notify(job.Id);
        }
    }

    private async Task<JobResult> RunWithRetriesAsync(Job job, string work, RunningJobs.RunningJob entry, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            // Each try tells its progress anew; what an earlier one had done it finds and counts as done.
            entry.Progress = new ProgressTracker(time);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var saving = SaveProgressAsync(job.Id, entry, over.Token);
            try
            {
                return await handlers.RunAsync(job.Spec, new JobContext(job.Id, work, entry.Progress, reviews), cancellationToken);
            }
            catch (Exception e) when (IsTransient(e) && attempt < options.Value.MaxRetries && !cancellationToken.IsCancellationRequested)
            {
                LogRetry(logger, job.Id, e.Message);
            }
            finally
            {
                await over.CancelAsync();
                await saving;
            }

            await Task.Delay(options.Value.RetryDelay * (1 << Math.Min(attempt, 10)), time, cancellationToken);
        }
    }

    private async Task SaveProgressAsync(string id, RunningJobs.RunningJob entry, CancellationToken cancellationToken)
    {
        var progress = entry.Progress;
        using var timer = new PeriodicTimer(SaveInterval, time);
        var finished = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var stageFinished = progress.Finished > finished;
                finished = progress.Finished;
                if (await store.SaveProgressAsync(id, progress.Snapshot(), stageFinished, cancellationToken))
                    entry.Cancel();
                running.Notify(id);
            }
        }
        catch (OperationCanceledException)
        {
            // The try is over; how it ended is stored by whoever ran it.
        }
    }

    private static bool IsTransient(Exception exception) => exception switch
    {
        BenchException e => e.Kind is ErrorKind.Unavailable or ErrorKind.ResourceExhausted,
        RpcException e => e.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted,
        _ => false,
    };

    private static string Describe(Exception exception, string jobId) => exception switch
    {
        BenchException e => e.Message,
        RpcException e => StatusMap.FromRpc(e).Message,
        IOException or UnauthorizedAccessException => exception.Message,
        _ => $"Internal error; the server's log has the details (job {jobId}).",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} ({Kind}) runs")]
    private static partial void LogStarted(ILogger logger, string job, string kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} is done: {Result}")]
    private static partial void LogDone(ILogger logger, string job, string result);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} waits for the review of {Stage}")]
    private static partial void LogWaiting(ILogger logger, string job, string stage);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} was cancelled")]
    private static partial void LogCancelled(ILogger logger, string job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} goes on when the process is back")]
    private static partial void LogInterrupted(ILogger logger, string job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} tries again: {Reason}")]
    private static partial void LogRetry(ILogger logger, string job, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "How job {Job} ended could not be stored")]
    private static partial void LogLost(ILogger logger, Exception exception, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string job);
}
