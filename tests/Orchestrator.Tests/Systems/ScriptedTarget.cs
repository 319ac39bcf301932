using Grpc.Core;
using ImageSearchBench.Contracts.SearchTarget.V1;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Orchestrator.Tests.Systems;

/// <summary>A search target that answers as a test says.</summary>
internal sealed class ScriptedTarget : SearchTargetService.SearchTargetServiceBase
{
    private int _calls;
    private int _atOnce;
    private int _mostAtOnce;

    public ScriptedTarget(Func<SearchRequest, int, Task<SearchResponse>> answer) => Answer = answer;

    public Func<SearchRequest, int, Task<SearchResponse>> Answer { get; set; }

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    /// <summary>Most calls that were under way together.</summary>
    public int MostAtOnce => _mostAtOnce;

    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        var call = Interlocked.Increment(ref _calls);
        var atOnce = Interlocked.Increment(ref _atOnce);
        InterlockedMax(ref _mostAtOnce, atOnce);
        try
        {
            return await Answer(request, call);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    /// <summary>Starts it on a free port.</summary>
    public Task<ServiceUnderTest> StartAsync() => ServiceUnderTest.StartAsync(
        builder => builder.Services.AddSingleton(this), app => app.MapGrpcService<ScriptedTarget>());

    /// <summary>An answer without scores.</summary>
    public static Task<SearchResponse> Images(params IEnumerable<string> ids) =>
        Task.FromResult(new SearchResponse { Results = { ids.Select(id => new SearchResult { ImageId = id }) } });

    /// <summary>An answer with scores.</summary>
    public static Task<SearchResponse> Scored(params IEnumerable<(string Id, double Score)> results) =>
        Task.FromResult(new SearchResponse { Results = { results.Select(r => new SearchResult { ImageId = r.Id, Score = r.Score }) } });

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = target) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
