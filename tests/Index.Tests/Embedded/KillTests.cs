using ImageSearchBench.Benchmarks.Index;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Index.Tests.Embedded;

/// <summary>The short form of <c>tests/Benchmarks -- index-kill</c>, which does it a hundred times.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task Every_acknowledged_vector_outlives_a_kill()
    {
        using var folder = new TemporaryFolder();
        var campaign = new KillCampaign(folder.Path, seed: 1);

        for (var i = 0; i < 3; i++)
            await campaign.RunOnceAsync(TestContext.Current.CancellationToken);
        await campaign.CheckAsync(TestContext.Current.CancellationToken);

        campaign.Acknowledged.Should().BePositive();
    }
}
