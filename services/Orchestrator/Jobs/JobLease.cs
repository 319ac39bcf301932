using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>
/// The right of this process to work on a job. It ends by itself unless it is renewed in time; another replica then takes the job with a
/// larger token, and nothing is stored any more under the smaller one (<see cref="FencedWrites"/>).
/// </summary>
internal sealed class JobLease : IDisposable
{
    private static readonly AsyncLocal<JobLease?> Ambient = new();

    private readonly TimeSpan _length;
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly ITimer _end;

    /// <param name="jobId">The job.</param>
    /// <param name="token">Its fencing token: each taking of a job has a larger one.</param>
    /// <param name="length">How long it holds without being renewed; <see cref="Timeout.InfiniteTimeSpan"/> where nobody else could take the job.</param>
    /// <param name="asked">When it was asked for (a time stamp): the database counts from later on, so that it never ends here after it ended there.</param>
    /// <param name="database">Where it is known who has the job.</param>
    /// <param name="time">The time.</param>
    public JobLease(string jobId, long token, TimeSpan length, long asked, Database database, TimeProvider time)
    {
        JobId = jobId;
        Token = token;
        _length = length;
        _database = database;
        _time = time;
        _end = time.CreateTimer(_ => Lose(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Renew(asked);
    }

    /// <summary>The lease under which the present flow of work runs; null outside of jobs.</summary>
    public static JobLease? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public string JobId { get; }

    public long Token { get; }

    /// <summary>Cancelled once the lease is over: the work must stop.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>
    /// Makes sure that the job of this flow of work is still this replica's, right before something gets its final name; outside of jobs
    /// everything may.
    /// </summary>
    /// <exception cref="LeaseLostException">Another replica has the job.</exception>
    public static async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (Current is { } lease)
            await lease._database.WriteAsync(_ => Task.FromResult(0), cancellationToken);
    }

    /// <summary>It holds on.</summary>
    /// <param name="asked">When its renewal was asked for (a time stamp).</param>
    public void Renew(long asked)
    {
        if (_length == Timeout.InfiniteTimeSpan)
            return;
        var left = _length - _time.GetElapsedTime(asked);
        _end.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It is over.</summary>
    public void Lose()
    {
        try
        {
            _lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended in this very moment.
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _lost.Dispose();
    }
}

/// <summary>Another replica has the job: what this one still does for it is not stored.</summary>
internal sealed class LeaseLostException(string jobId) : Exception($"Another replica has job {jobId}.");
