using System.Diagnostics.Metrics;
using ImageSearchBench.Hosting;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Api;

/// <summary>What the service counts.</summary>
internal sealed class IndexMetrics
{
    private readonly TimeProvider _time;
    private readonly Counter<long> _upserted;
    private readonly Counter<long> _queries;
    private readonly Histogram<double> _searchSeconds;

    public IndexMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(Telemetry.NamePrefix + "Index");
        _upserted = meter.CreateCounter<long>("isb.index.upserted", "{vector}", "Vectors written durably");
        _queries = meter.CreateCounter<long>("isb.index.queries", "{query}", "Queries answered");
        _searchSeconds = meter.CreateHistogram<double>("isb.index.search.duration", "s", "Time of one search, which may hold many queries");
    }

    public void Upserted(long vectors) => _upserted.Add(vectors);

    /// <summary>Runs a search and counts it.</summary>
    public async Task<Hit[][]> SearchAsync(int queries, Func<Task<Hit[][]>> search)
    {
        var start = _time.GetTimestamp();
        var rankings = await search();
        _searchSeconds.Record(_time.GetElapsedTime(start).TotalSeconds);
        _queries.Add(queries);
        return rankings;
    }
}
