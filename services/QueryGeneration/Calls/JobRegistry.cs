using ImageSearchBench.QueryGeneration.Storage;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>The jobs that have calls under way in this process; streams of one job share its budget.</summary>
internal sealed class JobRegistry(ResponseStore store)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (JobSession Session, int Users)> _jobs = new(StringComparer.Ordinal);

    /// <summary>Takes part in a job until the lease is disposed of.</summary>
    /// <param name="id">The job's name; empty: a session of its own.</param>
    /// <param name="budget">What it may spend, earlier spending included.</param>
    public Lease Open(string id, Budget budget)
    {
        if (id.Length == 0)
        {
            var own = new JobSession("", 0, 0);
            own.Limit(budget);
            return new Lease(this, own);
        }

        lock (_lock)
        {
            var (session, users) = _jobs.TryGetValue(id, out var known) ? known : (Load(id), 0);
            session.Limit(budget);
            _jobs[id] = (session, users + 1);
            return new Lease(this, session);
        }
    }

    private JobSession Load(string id)
    {
        var ledger = store.ReadLedger(id);
        return new JobSession(id, ledger.Sum(e => e.InputTokens + e.OutputTokens), ledger.Sum(e => e.Cost));
    }

    private void Close(JobSession session)
    {
        if (session.Id.Length == 0)
            return;
        lock (_lock)
        {
            var (_, users) = _jobs[session.Id];
            if (users == 1)
                _jobs.Remove(session.Id);
            else
                _jobs[session.Id] = (session, users - 1);
        }
    }

    /// <summary>Part in a job.</summary>
    internal sealed class Lease(JobRegistry registry, JobSession session) : IDisposable
    {
        private bool _closed;

        /// <summary>The job.</summary>
        public JobSession Session => session;

        /// <inheritdoc />
        public void Dispose()
        {
            if (_closed)
                return;
            _closed = true;
            registry.Close(session);
        }
    }
}
