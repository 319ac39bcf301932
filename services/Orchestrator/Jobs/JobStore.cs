using System.Security.Cryptography;
using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>Jobs in the database. Every change of state is one statement with the state it expects, so that none is lost.</summary>
internal sealed class JobStore(Database database)
{
    private const string Columns =
        "sequence, id, spec, state, error, result, progress, replica, create_time AS CreateTime, update_time AS UpdateTime";

    /// <summary>Stores a new job, or returns the one that has the request id already; an empty one makes one up.</summary>
    /// <exception cref="BenchException">The request id belongs to a job with another specification.</exception>
    public async Task<Job> CreateAsync(string requestId, JobSpec spec, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var request = requestId.Length > 0 ? requestId : "job:" + id;
        var specJson = Json.Write(spec);
        var row = new { id, request, specJson, state = (int)JobState.Queued, progress = Json.Write(JobProgress.Empty) };
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                INSERT INTO jobs (id, request_id, spec, state, error, cancel_requested, adoptions, progress, create_time, update_time)
                VALUES (@id, @request, @specJson, @state, '', FALSE, 0, @progress, now_ms(), now_ms())
                ON CONFLICT (request_id) DO NOTHING
                """,
                row),
            cancellationToken);
        return await FindAsync(request, spec, cancellationToken) ?? throw new InvalidOperationException("The job that was just stored is gone.");
    }

    /// <summary>The job that has the request id; null when there is none.</summary>
    /// <exception cref="BenchException">It has another specification.</exception>
    public async Task<Job?> FindAsync(string requestId, JobSpec spec, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<JobRow>(
            $"SELECT {Columns} FROM jobs WHERE request_id = @requestId", new { requestId });
        if (row is null || row.Spec == Json.Write(spec))
            return row?.ToJob();
        throw new BenchException(
            ErrorKind.AlreadyExists,
            $"Request id '{requestId}' belongs to job {row.Id}, which has another specification. Use another id.",
            "request_id");
    }

    /// <exception cref="BenchException">There is no such job.</exception>
    public async Task<Job> GetAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<JobRow>($"SELECT {Columns} FROM jobs WHERE id = @id", new { id });
        return row?.ToJob() ?? throw BenchException.NotFound($"There is no job '{id}'; 'isb jobs list' (ListJobs) shows those there are.", "job_id");
    }

    /// <summary>Lets the folder of a job be tidied up, if it has succeeded; nobody takes it up for a retry meanwhile.</summary>
    /// <param name="id">The job.</param>
    /// <param name="close">Tidies up; it is told whether the job left anything out.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task CloseAsync(string id, Action<bool> close, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // An update that changes nothing is the one statement that locks a row in both databases.
        var progress = await connection.QuerySingleOrDefaultAsync<string>(
            $"UPDATE jobs SET state = state WHERE id = @id AND state = {(int)JobState.Succeeded} RETURNING progress", new { id });
        if (progress is not null)
            close(Json.Read<JobProgress>(progress).Stages.Any(s => s.Skipped > 0));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Jobs older than <paramref name="before"/>, newest first, with the sequence number to go on from.</summary>
    public async Task<IReadOnlyList<(long Sequence, Job Job)>> ListAsync(long before, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<JobRow>(
            $"SELECT {Columns} FROM jobs WHERE sequence < @before ORDER BY sequence DESC LIMIT @count", new { before, count });
        return rows.Select(r => (r.Sequence, r.ToJob())).ToArray();
    }

    /// <summary>Takes the oldest waiting job to run; null when none waits. Of several replicas one gets it.</summary>
    /// <param name="replica">Who takes it.</param>
    /// <param name="lease">How long it is that replica's without being heard of.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TakenJob?> TakeNextAsync(string replica, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<JobRow>(
            $"""
            UPDATE jobs SET
                state = {(int)JobState.Running}, adoptions = adoptions + 1, replica = @replica, lease_token = lease_token + 1,
                lease_until = now_ms() + @milliseconds, update_time = now_ms()
            WHERE sequence = (
                SELECT sequence FROM jobs WHERE state = {(int)JobState.Queued} ORDER BY sequence LIMIT 1 {database.SkipLocked})
            RETURNING {Columns}, lease_token AS LeaseToken, takeovers, retry_failed AS RetryFailed
            """,
            new { replica, milliseconds = (long)lease.TotalMilliseconds });
        return row is null ? null : new TakenJob(row.ToJob(), row.LeaseToken, row.Takeovers, row.RetryFailed);
    }

    /// <summary>
    /// Lets jobs wait again whose lease has ended; those that were to stop have stopped, and those that were taken up too often without
    /// getting any further fail.
    /// </summary>
    /// <param name="maxAdoptions">How often a job is taken up again.</param>
    /// <param name="everything">Whatever ran: its process is certainly gone.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many.</returns>
    public async Task<int> RequeueLostAsync(int maxAdoptions, bool everything, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET
                state = CASE WHEN cancel_requested THEN {(int)JobState.Cancelled}
                             WHEN pause_requested THEN {(int)JobState.Paused}
                             WHEN adoptions > @maxAdoptions THEN {(int)JobState.Failed}
                             ELSE {(int)JobState.Queued} END,
                error = CASE WHEN adoptions > @maxAdoptions AND NOT cancel_requested AND NOT pause_requested THEN @error ELSE '' END,
                takeovers = takeovers + (CASE WHEN @everything THEN 0 ELSE 1 END), replica = '',
                cancel_requested = FALSE, pause_requested = FALSE, update_time = now_ms()
            WHERE state = {(int)JobState.Running} AND (@everything OR lease_until < now_ms())
            """,
            new
            {
                maxAdoptions,
                everything,
                error = $"The process ended {maxAdoptions + 1} times while this job ran, each time without getting any further. "
                    + "Look for the cause in the log, then resume the job.",
            });
    }

    /// <summary>Renews a lease and stores how far the job is.</summary>
    /// <returns>What is to become of the job; null: it is another replica's by now.</returns>
    public async Task<JobWish?> RenewAsync(JobLease held, TimeSpan lease, JobProgress progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<WishRow>(
            $"""
            UPDATE jobs SET
                progress = @progress, adoptions = CASE WHEN @reached > reached THEN 1 ELSE adoptions END,
                reached = CASE WHEN @reached > reached THEN @reached ELSE reached END,
                lease_until = now_ms() + @milliseconds, update_time = now_ms()
            WHERE id = @JobId AND lease_token = @Token AND state = {(int)JobState.Running}
            RETURNING cancel_requested AS Cancel, pause_requested AS Pause
            """,
            new
            {
                held.JobId,
                held.Token,
                progress = Json.Write(progress),
                reached = progress.Reached,
                milliseconds = (long)lease.TotalMilliseconds,
            });
        return row is null ? null : row.Cancel ? JobWish.Cancel : row.Pause ? JobWish.Pause : JobWish.GoOn;
    }

    /// <summary>Stores how a job ended.</summary>
    /// <returns>Whether it is; otherwise it is another replica's by now.</returns>
    public async Task<bool> EndAsync(JobLease held, JobState state, string error, JobResult? result, JobProgress progress)
    {
        // No cancellation: what has ended must be known to have ended.
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET
                state = @state, error = @error, result = @result, progress = @progress, cancel_requested = FALSE, pause_requested = FALSE,
                retry_failed = (retry_failed AND @keepRetry), replica = '', update_time = now_ms()
            WHERE id = @JobId AND lease_token = @Token AND state = {(int)JobState.Running}
            """,
            new
            {
                held.JobId,
                held.Token,
                state = (int)state,
                error,
                result = result is null ? null : Json.Write(result),
                progress = Json.Write(progress),
                keepRetry = state is not JobState.Succeeded,
            }) > 0;
    }

    /// <summary>Gives a job back that this process cannot finish because it ends: it waits for its turn at once, and that is no death.</summary>
    public async Task ReleaseAsync(JobLease held, JobProgress progress)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET
                state = CASE WHEN cancel_requested THEN {(int)JobState.Cancelled} WHEN pause_requested THEN {(int)JobState.Paused} ELSE {(int)JobState.Queued} END,
                cancel_requested = FALSE, pause_requested = FALSE,
                adoptions = adoptions - 1, replica = '', progress = @progress, update_time = now_ms()
            WHERE id = @JobId AND lease_token = @Token AND state = {(int)JobState.Running}
            """,
            new { held.JobId, held.Token, progress = Json.Write(progress) });
    }

    /// <summary>Lets jobs that waited for people wait for their turn again, once nothing is left for people to look at.</summary>
    public async Task QueueReviewedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET state = {(int)JobState.Queued}, adoptions = 0, update_time = now_ms()
            WHERE state = {(int)JobState.WaitingForReview}
                AND NOT EXISTS (SELECT 1 FROM review_stages WHERE review_stages.job_id = jobs.id AND review_stages.completed = 0)
            """);
    }

    /// <summary>Stops a job that waits at once, and notes the wish for one that runs; one that is over stays as it is.</summary>
    public async Task RequestStopAsync(string id, bool pause, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET
                cancel_requested = (cancel_requested OR (NOT @pause AND state = {(int)JobState.Running})),
                pause_requested = (pause_requested OR (@pause AND state = {(int)JobState.Running})),
                state = CASE WHEN state = {(int)JobState.Running} THEN state WHEN @pause THEN {(int)JobState.Paused} ELSE {(int)JobState.Cancelled} END,
                update_time = now_ms()
            WHERE id = @id AND (state IN ({(int)JobState.Queued}, {(int)JobState.Running}, {(int)JobState.WaitingForReview}) OR (state = {(int)JobState.Paused} AND NOT @pause))
            """,
            new { id, pause });
    }

    /// <summary>Lets a job that failed or was stopped wait for its turn again; with a retry also one that succeeded.</summary>
    /// <param name="id">The job.</param>
    /// <param name="retryFailed">What was left out or failed is tried again.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task RequeueAsync(string id, bool retryFailed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET
                state = {(int)JobState.Queued}, error = '', result = NULL, adoptions = 0, cancel_requested = FALSE, pause_requested = FALSE,
                retry_failed = (retry_failed OR @retryFailed), update_time = now_ms()
            WHERE id = @id
              AND (state IN ({(int)JobState.Failed}, {(int)JobState.Cancelled}, {(int)JobState.Paused}) OR (@retryFailed AND state = {(int)JobState.Succeeded}))
            """,
            new { id, retryFailed });
    }

    private sealed class WishRow
    {
        public bool Cancel { get; init; }

        public bool Pause { get; init; }
    }

    private sealed class JobRow
    {
        public long Sequence { get; init; }

        public string Id { get; init; } = "";

        public string Spec { get; init; } = "";

        public long State { get; init; }

        public string Error { get; init; } = "";

        public string? Result { get; init; }

        public string Progress { get; init; } = "";

        public string Replica { get; init; } = "";

        public long LeaseToken { get; init; }

        public long Takeovers { get; init; }

        public bool RetryFailed { get; init; }

        public long CreateTime { get; init; }

        public long UpdateTime { get; init; }

        public Job ToJob() => new(
            Id,
            Json.Read<JobSpec>(Spec),
            (JobState)State,
            Error,
            Result is null ? null : Json.Read<JobResult>(Result),
            Json.Read<JobProgress>(Progress),
            DateTimeOffset.FromUnixTimeMilliseconds(CreateTime),
            DateTimeOffset.FromUnixTimeMilliseconds(UpdateTime))
        {
            Replica = Replica,
        };
    }
}
