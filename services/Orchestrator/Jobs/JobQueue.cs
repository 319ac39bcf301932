using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>What callers do with jobs: create, look, pause, cancel, resume, retry, watch.</summary>
internal sealed class JobQueue(JobStore store, RunningJobs running, JobHandlers handlers, ReviewStore reviews, JobSignal signal, TimeProvider time)
{
    // A watcher looks at the stored state this often even when nothing was told: another process may have changed it.
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>Creates a job and lets it wait for its turn; the same request id gives the same job.</summary>
    public async Task<Job> CreateAsync(string requestId, JobSpec spec, CancellationToken cancellationToken)
    {
        if (requestId.Length > 128)
            throw BenchException.Invalid($"request_id has {requestId.Length} characters; at most 128 are allowed.", "request_id");

        // A repeat finds its job even when the files that it was about are gone by now.
        if (await store.FindAsync(requestId, spec, cancellationToken) is not { } job)
        {
            await handlers.CheckAsync(spec, cancellationToken);
            job = await store.CreateAsync(requestId, spec, cancellationToken);
            signal.Set();
        }

        return await AsItIsAsync(job, cancellationToken);
    }

    public async Task<Job> GetAsync(string id, CancellationToken cancellationToken) =>
        await AsItIsAsync(await store.GetAsync(id, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<(long Sequence, Job Job)>> ListAsync(long before, int count, CancellationToken cancellationToken)
    {
        var jobs = await store.ListAsync(before, count, cancellationToken);
        var live = new List<(long Sequence, Job Job)>(jobs.Count);
        foreach (var (sequence, job) in jobs)
            live.Add((sequence, await AsItIsAsync(job, cancellationToken)));
        return live;
    }

    /// <summary>Lets a job go on whose review is complete.</summary>
    public async Task GoOnAsync(string id, CancellationToken cancellationToken)
    {
        await store.QueueReviewedAsync(cancellationToken);
        signal.Set();
        running.Notify(id);
    }

    /// <summary>Asks a job to stop; one that is over stays as it is.</summary>
    public async Task<Job> CancelAsync(string id, CancellationToken cancellationToken)
    {
        await store.RequestStopAsync(id, pause: false, cancellationToken);
        running.Stop(id, JobState.Cancelled);
        running.Notify(id);
        return await GetAsync(id, cancellationToken);
    }

    /// <summary>Asks a job to rest until it is resumed; one that is over stays as it is.</summary>
    public async Task<Job> PauseAsync(string id, CancellationToken cancellationToken)
    {
        await store.RequestStopAsync(id, pause: true, cancellationToken);
        running.Stop(id, JobState.Paused);
        running.Notify(id);
        return await GetAsync(id, cancellationToken);
    }

    /// <summary>Lets a failed, cancelled or paused job go on; one that waits or runs stays as it is.</summary>
    /// <exception cref="BenchException">It has succeeded: there is nothing to resume.</exception>
    public async Task<Job> ResumeAsync(string id, CancellationToken cancellationToken)
    {
        var job = await RequeueAsync(id, retryFailed: false, cancellationToken);
        return job.State is JobState.Succeeded
            ? throw new BenchException(ErrorKind.FailedPrecondition, $"Job {id} is done: there is nothing to resume.", "job_id")
            : job;
    }

    /// <summary>Lets a job go on, and tries again what it left out; what is done is kept. One that waits or runs stays as it is.</summary>
    /// <exception cref="BenchException">It has succeeded and left nothing out, or what it made is not to be made anew.</exception>
    public async Task<Job> RetryAsync(string id, CancellationToken cancellationToken)
    {
        var job = await GetAsync(id, cancellationToken);
        if (job.State is JobState.Succeeded && job.Progress.Stages.All(s => s.Skipped == 0))
            throw new BenchException(ErrorKind.FailedPrecondition, $"Job {id} is done and left nothing out: there is nothing to retry.", "job_id");
        if (job.State is JobState.Succeeded && job.Result?.Kind is not JobResultKind.Dataset)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition, $"Job {id} is done, and what it made is not made anew: create another job for it.", "job_id");
        }

        return await RequeueAsync(id, retryFailed: true, cancellationToken);
    }

    /// <summary>The job as it is now, then after each change, until it is over.</summary>
    public async IAsyncEnumerable<Job> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = running.Subscribe(id);
        Job? last = null;
        while (true)
        {
            var job = await GetAsync(id, cancellationToken);
            if (last is null || Storage.Json.Write(last) != Storage.Json.Write(job))
                yield return job;
            if (job.IsOver)
                yield break;
            last = job;
            await subscription.WaitAsync(WatchInterval, time, cancellationToken);
        }
    }

    private async Task<Job> RequeueAsync(string id, bool retryFailed, CancellationToken cancellationToken)
    {
        await store.RequeueAsync(id, retryFailed, cancellationToken);
        signal.Set();
        running.Notify(id);
        return await GetAsync(id, cancellationToken);
    }

    // Rather than as it was last stored.
    private async Task<Job> AsItIsAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.State != JobState.WaitingForReview)
            return running.WithLiveProgress(job);
        var stages = await reviews.GetProgressAsync(job.Id, cancellationToken);
        return job with { Review = stages.FirstOrDefault(s => !s.Completed) };
    }
}
