using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.ImageSources.Http;

/// <summary>
/// Keeps to a source's limits. What was asked is counted in the database: limits hold over restarts, and over all replicas that share it.
/// A request takes the next free moment; moments are a minute's share apart.
/// </summary>
internal sealed class RequestLimiter(Database database, TimeProvider time)
{
    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;

    /// <summary>Waits until a request may be made.</summary>
    /// <exception cref="BenchException">ResourceExhausted: the day's requests are made.</exception>
    public async Task WaitAsync(RequestLimits limits, CancellationToken cancellationToken)
    {
        var wait = await ReserveAsync(limits, cancellationToken);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }

    /// <summary>Takes the next free moment.</summary>
    /// <returns>The time until then.</returns>
    internal async Task<TimeSpan> ReserveAsync(RequestLimits limits, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            "INSERT INTO source_requests (source, next_time, day, day_count) VALUES (@Source, 0, 0, 0) ON CONFLICT (source) DO NOTHING", limits);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var known = await connection.QuerySingleAsync<Row>(
                "SELECT next_time AS NextTime, day, day_count AS DayCount, now_ms() AS Now FROM source_requests WHERE source = @Source", limits);
            var moment = Math.Max(known.Now, known.NextTime);
            var day = moment / Day;
            var count = day == known.Day ? known.DayCount : 0;
            if (limits.PerDay > 0 && count >= limits.PerDay)
            {
                var next = DateTimeOffset.FromUnixTimeMilliseconds((day + 1) * Day);
                throw new BenchException(
                    ErrorKind.ResourceExhausted,
                    $"{limits.Source}: the {limits.PerDay} requests of this day are made. Resume the job after {next:yyyy-MM-dd HH:mm} UTC: what was found stays.");
            }

            // Whoever reads the same row at the same time is told by the count, and reads again.
            var changed = await connection.ExecuteAsync(
                """
                UPDATE source_requests SET next_time = @next, day = @day, day_count = @count
                WHERE source = @Source AND next_time = @NextTime AND day_count = @DayCount
                """,
                new { limits.Source, next = moment + (Minute / limits.PerMinute), day, count = count + 1, known.NextTime, known.DayCount });
            if (changed == 1)
                return TimeSpan.FromMilliseconds(moment - known.Now);
        }
    }

    private sealed class Row
    {
        public long NextTime { get; init; }

        public long Day { get; init; }

        public long DayCount { get; init; }

        public long Now { get; init; }
    }
}
