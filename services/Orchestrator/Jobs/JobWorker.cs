using System.Data.Common;
using System.Globalization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>
/// Runs waiting jobs, a few at once, oldest first. What ran in a process that died goes on: in the one process over SQLite when it is
/// back, among replicas over PostgreSQL when its lease ends.
/// </summary>
internal sealed partial class JobWorker(
    JobStore store,
    JobRunner runner,
    JobFolders folders,
    JobSignal signal,
    Database database,
    IOptions<OrchestratorOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<JobWorker> logger) : BackgroundService
{
    /// <summary>How often a replica looks for jobs that others created or left behind.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private static readonly string Replica = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.RequeueLostAsync(options.Value.MaxAdoptions, everything: !database.IsShared, cancellationToken);
        await store.QueueReviewedAsync(cancellationToken);
        await RemoveLeftoversAsync(cancellationToken);
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

    // A process may die between a job's end and the removal of its folder.
    private async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        foreach (var id in folders.List())
            await store.CloseAsync(id, leftOut => folders.Close(id, keepLedgers: leftOut), cancellationToken);
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
                var asked = time.GetTimestamp();
                if (await TakeNextAsync(stoppingToken) is { } job)
                {
                    tasks.RemoveAll(t => t.IsCompleted);
                    tasks.Add(RunThenReleaseAsync(job, asked, slots, stoppingToken));
                    continue;
                }

                slots.Release();
                await signal.WaitAsync(database.IsShared ? LookInterval : Timeout.InfiniteTimeSpan, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends: running jobs stop where they are and go on next time, or in another replica.
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

    private async Task<TakenJob?> TakeNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (database.IsShared && await store.RequeueLostAsync(options.Value.MaxAdoptions, everything: false, cancellationToken) is > 0 and var count)
                LogTakenOver(logger, count);
            return await store.TakeNextAsync(Replica, options.Value.LeaseTime, cancellationToken);
        }
        catch (Exception e) when (database.IsShared && e is BenchException { Kind: ErrorKind.Unavailable } or DbException)
        {
            // The server may come back; until then nothing can be taken.
            LogDatabaseAway(logger, e.Message);
            return null;
        }
    }

    private async Task RunThenReleaseAsync(TakenJob job, long asked, SemaphoreSlim slots, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(() => runner.RunAsync(job, asked, stoppingToken), CancellationToken.None);
        }
        catch (Exception e)
        {
            // How it ended could not be stored. The job stays 'running' and goes on when the process starts again, or its lease ends.
            LogLost(logger, e, job.Job.Id);
        }
        finally
        {
            slots.Release();
            signal.Set();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} jobs were left behind by a replica that is not heard of any more")]
    private static partial void LogTakenOver(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No job can be taken: {Reason}")]
    private static partial void LogDatabaseAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "How job {Job} ended could not be stored")]
    private static partial void LogLost(ILogger logger, Exception exception, string job);
}
