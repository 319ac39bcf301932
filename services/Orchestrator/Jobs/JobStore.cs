using System.Security.Cryptography;
using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>Jobs in the database. Every change of state is one statement with the state it expects, so that none is lost.</summary>
internal sealed class JobStore(Database database, TimeProvider time)
{
    private const string Columns =
        "sequence, id, spec, state, error, result, progress, create_time AS CreateTime, update_time AS UpdateTime";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Stores a new job, or returns the one that has the request id already; an empty one makes one up.</summary>
    /// <exception cref="BenchException">The request id belongs to a job with another specification.</exception>
    public async Task<Job> CreateAsync(string requestId, JobSpec spec, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var request = requestId.Length > 0 ? requestId : "job:" + id;
        var specJson = Json.Write(spec);
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            INSERT INTO jobs (id, request_id, spec, state, error, cancel_requested, adoptions, progress, create_time, update_time)
            VALUES (@id, @request, @specJson, @state, '', 0, 0, @progress, @now, @now)
            ON CONFLICT (request_id) DO NOTHING
            """,
            new { id, request, specJson, state = (int)JobState.Queued, progress = Json.Write(JobProgress.Empty), now = Now });
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
        return row?.ToJob() ?? throw BenchException.NotFound($"There is no job '{id}'.", "job_id");
    }

    /// <summary>Jobs older than <paramref name="before"/>, newest first, with the sequence number to go on from.</summary>
    public async Task<IReadOnlyList<(long Sequence, Job Job)>> ListAsync(long before, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<JobRow>(
            $"SELECT {Columns} FROM jobs WHERE sequence < @before ORDER BY sequence DESC LIMIT @count", new { before, count });
        return rows.Select(r => (r.Sequence, r.ToJob())).ToArray();
    }

    /// <summary>Takes the oldest waiting job to run; null when none waits.</summary>
    public async Task<Job?> TakeNextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<JobRow>(
            $"""
            UPDATE jobs SET state = {(int)JobState.Running}, adoptions = adoptions + 1, update_time = @now
            WHERE sequence = (SELECT MIN(sequence) FROM jobs WHERE state = {(int)JobState.Queued})
            RETURNING {Columns}
            """,
            new { now = Now });
        return row?.ToJob();
    }

    /// <summary>
    /// Lets jobs that ran when their process ended wait again; those that were to be cancelled are cancelled, and those that were
    /// taken up too often without finishing a stage fail.
    /// </summary>
    public async Task RecoverAsync(int maxAdoptions, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET
                state = CASE WHEN cancel_requested THEN {(int)JobState.Cancelled}
                             WHEN adoptions > @maxAdoptions THEN {(int)JobState.Failed}
                             ELSE {(int)JobState.Queued} END,
                error = CASE WHEN adoptions > @maxAdoptions AND NOT cancel_requested THEN @error ELSE '' END,
                update_time = @now
            WHERE state = {(int)JobState.Running}
            """,
            new
            {
                maxAdoptions,
                now = Now,
                error = $"The process ended {maxAdoptions + 1} times while this job ran, without finishing a stage in between. "
                    + "Look for the cause in the log, then resume the job.",
            });
    }

    /// <summary>Stores how far a running job is.</summary>
    /// <param name="id">The job.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="stageFinished">A stage was finished since: the job does not kill its host.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether somebody asked for the job to stop.</returns>
    public async Task<bool> SaveProgressAsync(string id, JobProgress progress, bool stageFinished, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            """
            UPDATE jobs SET progress = @progress, adoptions = CASE WHEN @stageFinished THEN 0 ELSE adoptions END, update_time = @now
            WHERE id = @id
            RETURNING cancel_requested
            """,
            new { id, progress = Json.Write(progress), stageFinished, now = Now });
    }

    /// <summary>Stores how a job ended, or that it waits again.</summary>
    public async Task EndAsync(string id, JobState state, string error, JobResult? result, JobProgress progress)
    {
        // No cancellation: what has ended must be known to have ended.
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            UPDATE jobs SET state = @state, error = @error, result = @result, progress = @progress, cancel_requested = 0, update_time = @now
            WHERE id = @id
            """,
            new
            {
                id,
                state = (int)state,
                error,
                result = result is null ? null : Json.Write(result),
                progress = Json.Write(progress),
                now = Now,
            });
    }

    /// <summary>Lets jobs that waited for people wait for their turn again, once nothing is left for people to look at.</summary>
    public async Task QueueReviewedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET state = {(int)JobState.Queued}, adoptions = 0, update_time = @now
            WHERE state = {(int)JobState.WaitingForReview}
                AND NOT EXISTS (SELECT 1 FROM review_stages WHERE review_stages.job_id = jobs.id AND review_stages.completed = 0)
            """,
            new { now = Now });
    }

    /// <summary>Cancels a job that waits at once, and notes the wish for one that runs.</summary>
    public async Task RequestCancelAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET
                cancel_requested = CASE state WHEN {(int)JobState.Running} THEN 1 ELSE 0 END,
                state = CASE state WHEN {(int)JobState.Running} THEN state ELSE {(int)JobState.Cancelled} END,
                update_time = @now
            WHERE id = @id AND state IN ({(int)JobState.Queued}, {(int)JobState.Running}, {(int)JobState.WaitingForReview})
            """,
            new { id, now = Now });
    }

    /// <summary>Lets a failed or cancelled job wait for its turn again.</summary>
    public async Task RequeueAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            UPDATE jobs SET state = {(int)JobState.Queued}, error = '', adoptions = 0, cancel_requested = 0, update_time = @now
            WHERE id = @id AND state IN ({(int)JobState.Failed}, {(int)JobState.Cancelled})
            """,
            new { id, now = Now });
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
            DateTimeOffset.FromUnixTimeMilliseconds(UpdateTime));
    }
}
