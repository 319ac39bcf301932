using System.Globalization;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>Kills the Index service again and again while it is written to.</summary>
internal sealed class IndexKillBenchmark : IBenchmark
{
    public string Name => "index-kill";

    public string Description => "kill -9 at random moments of a running upsert; fails when an acknowledged vector is lost: [kills 100] [seed 1]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var kills = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100;
        var seed = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        using var folder = new TemporaryFolder();
        var campaign = new KillCampaign(folder.Path, seed);
        for (var i = 1; i <= kills; i++)
        {
            await campaign.RunOnceAsync(cancellationToken);
            if (i % 10 == 0)
                Console.WriteLine($"{i} kills, {campaign.Acknowledged:N0} acknowledged vectors");
        }

        await campaign.CheckAsync(cancellationToken);
        Console.WriteLine(
            $"{kills} kills: {campaign.Acknowledged:N0} acknowledged vectors, all there bit by bit; every checksum holds; no id twice; "
            + $"{campaign.Repairs} times an unfinished write was cut off.");
    }
}
