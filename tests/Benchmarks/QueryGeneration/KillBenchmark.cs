using System.Globalization;

namespace ImageSearchBench.Benchmarks.QueryGeneration;

/// <summary>The long form of the kill campaign.</summary>
internal sealed class KillBenchmark : IBenchmark
{
    public string Name => "querygen-kill";

    public string Description => "5,000 items through 10 % failures with two kill -9; arguments: [items] [kills]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var items = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5000;
        var kills = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 2;
        Console.WriteLine("| endpoint | items complete | failed | paid answers | items paid twice | items delivered twice | requests | repeats answered unpaid |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var idempotent in new[] { true, false })
        {
            var r = await new KillCampaign(items, kills, idempotent).RunAsync(cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(idempotent ? "knows Idempotency-Key" : "does not")} | {r.Completed} | {r.Errors} | {r.Paid} | {r.AskedTwice} | {r.DeliveredTwice} | {r.Requests} | {r.Repeats} |"));
        }
    }
}
