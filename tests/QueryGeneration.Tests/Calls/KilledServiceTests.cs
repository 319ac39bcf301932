using ImageSearchBench.Benchmarks.QueryGeneration;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

/// <summary>The short form of the benchmark <c>querygen-kill</c>.</summary>
public sealed class KilledServiceTests
{
    [Fact]
    public async Task A_run_with_failures_and_two_kills_ends_complete_and_pays_each_item_once()
    {
        var result = await new KillCampaign(Items: 300, Kills: 2, EndpointKnowsIdempotency: true).RunAsync(TestContext.Current.CancellationToken);

        result.Should().BeEquivalentTo(new { Completed = 300, Errors = 0, Asked = 300, AskedTwice = 0, Paid = 300 });
    }
}
