using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>The jobs that run in this process: their progress as it is now, how to stop them, and who watches.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<string, RunningJob> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Subscription, string> _subscriptions = new();

    public RunningJob Add(string id, ProgressTracker progress, JobCost? cost, CancellationTokenSource stop) =>
        _jobs[id] = new RunningJob(progress, cost, stop);

    public void Remove(string id) => _jobs.TryRemove(id, out _);

    /// <summary>The job with its progress as it is now rather than as last stored.</summary>
    public Job WithLiveProgress(Job job) =>
        job.State is JobState.Running && _jobs.TryGetValue(job.Id, out var running) ? job with { Progress = running.Snapshot() } : job;

    /// <summary>Stops a job; does nothing when it does not run here.</summary>
    /// <param name="id">The job.</param>
    /// <param name="state">What becomes of it: cancelled or paused.</param>
    public void Stop(string id, JobState state)
    {
        if (_jobs.TryGetValue(id, out var running))
            running.Stop(state);
    }

    /// <summary>Tells the watchers of a job that it changed.</summary>
    public void Notify(string id)
    {
        foreach (var (subscription, job) in _subscriptions)
        {
            if (string.Equals(job, id, StringComparison.Ordinal))
                subscription.Signal();
        }
    }

    /// <summary>Listens to a job's changes until disposed.</summary>
    public Subscription Subscribe(string id)
    {
        var subscription = new Subscription(this);
        _subscriptions[subscription] = id;
        return subscription;
    }

    /// <summary>A job that runs.</summary>
    internal sealed class RunningJob(ProgressTracker progress, JobCost? cost, CancellationTokenSource stop)
    {
        public ProgressTracker Progress { get; set; } = progress;

        /// <summary>What its language models took so far.</summary>
        public JobCost? Cost { get; set; } = cost;

        /// <summary>A person asked for it to stop (rather than the process ending), and this is to become of it.</summary>
        public JobState? Stopped { get; private set; }

        /// <summary>The present state.</summary>
        public JobProgress Snapshot() => Progress.Snapshot() with { Cost = Cost };

        public void Stop(JobState state)
        {
            Stopped = state;
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself in this very moment.
            }
        }
    }

    /// <summary>Changes of one job; several in a row become one.</summary>
    internal sealed class Subscription(RunningJobs jobs) : IDisposable
    {
        private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void Signal() => _changes.Writer.TryWrite(true);

        /// <summary>Waits until the job has changed, or for <paramref name="most"/>.</summary>
        public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
        {
            using var timeout = new CancellationTokenSource(most, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                await _changes.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Time is up: whoever waits looks at the stored state.
            }
        }

        public void Dispose() => jobs._subscriptions.TryRemove(this, out _);
    }
}
