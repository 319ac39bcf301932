using System.Diagnostics;
using System.Globalization;
using Dapper;
using ImageSearchBench.Orchestrator;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Benchmarks.Orchestrator;

/// <summary>A review of many items: put up, read page by page, decided, completed; with what others wait for the database meanwhile.</summary>
internal sealed class ReviewBenchmark : IBenchmark
{
    private const string Job = "job";
    private const string Stage = "many";
    private const int PageSize = 1000;

    public string Name => "orchestrator-review";

    public string Description => "puts up a review of many items, pages through it, decides and completes it [items=1000000] [postgres connection]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var items = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var connection = arguments.Count > 1 ? arguments[1] : "";
        using var data = new TemporaryFolder();
        using var folder = new DataFolder(Options.Create(new OrchestratorOptions { DataPath = data.Path, Database = connection }));
        Database database = connection.Length > 0 ? new PostgresDatabase(connection, folder) : new SqliteDatabase(folder, TimeProvider.System);
        await database.PrepareAsync(cancellationToken);
        var store = new ReviewStore(database, TimeProvider.System);
        var decisions = new ReviewDecisions(database, TimeProvider.System);
        Console.WriteLine("| step | seconds | longest wait of another writer, s | managed memory after it, MB | peak working set, MB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");

        var proposals = Enumerable.Range(0, items)
            .Select(i => new ReviewProposal($"photos/{i:00000000}.jpg#zh#0", ReviewKind.Caption, $"一只棕色的狗在公园的草地上追着球跑 {i}") { Group = $"photos/{i:00000000}.jpg" })
            .ToArray();
        await StepAsync(database, "put up", () => store.ProposeAsync(Job, Stage, proposals, wait: true, cancellationToken), cancellationToken);
        proposals = [];

        await StepAsync(database, "read all pages", () => PageAsync(store, ReviewFilter.All, int.MaxValue, _ => Task.CompletedTask, cancellationToken), cancellationToken);
        await StepAsync(database, "read and decide 100 pages of what is pending", () => PageAsync(store, Pending, 100, DecideAsync, cancellationToken), cancellationToken);
        await StepAsync(
            database, "complete", () => decisions.CompleteAsync(Job, Stage, PendingItems.Accept, "ann", cancellationToken), cancellationToken);
        await StepAsync(database, "put up again, as a job that goes on", () => store.ProposeAsync(Job, Stage, [], wait: true, cancellationToken), cancellationToken);
        await StepAsync(database, "read all at once, as a job that goes on", () => store.ReadAsync(Job, Stage, cancellationToken), cancellationToken);
        (database as IDisposable)?.Dispose();

        Task DecideAsync(IReadOnlyList<ReviewItem> page) => decisions.DecideAsync(
            Job, Stage, page.Select(i => new ReviewChange(i.Reviewed.Key, ReviewDecision.Rejected, "", "", i.Revision)).ToArray(), "ann", cancellationToken);
    }

    private static ReviewFilter Pending { get; } = new(ReviewDecision.Pending, Group: null);

    private static async Task PageAsync(
        ReviewStore store, ReviewFilter filter, int pages, Func<IReadOnlyList<ReviewItem>, Task> use, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var last = ReviewPlace.Start;
        for (var page = 0; page < pages; page++)
        {
            var watch = Stopwatch.StartNew();
            var items = await store.ListAsync(Job, Stage, filter, last, PageSize, cancellationToken);
            times.Add(watch.Elapsed.TotalMilliseconds);
            await use(items);
            if (items.Count < PageSize)
                break;
            last = items[^1].Place;
        }

        var sorted = times.Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Count} pages of {PageSize}: median {sorted[sorted.Length / 2]:F1} ms, 99 % {sorted[(int)(sorted.Length * 0.99)]:F1} ms; the first ten {times.Take(10).Average():F1} ms, the last ten {times.TakeLast(10).Average():F1} ms"));
    }

    private static async Task StepAsync(Database database, string name, Func<Task> work, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = LongestWaitAsync(database, over.Token);
        var watch = Stopwatch.StartNew();
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        await over.CancelAsync();
        var longest = await waiting;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {seconds:F2} | {longest.TotalSeconds:F2} | {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N0} | {process.PeakWorkingSet64 / 1e6:N0} |"));
    }

    // What a job that tells how far it is, or somebody who decides about another stage, would wait.
    private static async Task<TimeSpan> LongestWaitAsync(Database database, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await Task.Run(
                async () =>
                {
                    await using var connection = await database.OpenAsync(CancellationToken.None);
                    await connection.ExecuteAsync("UPDATE jobs SET id = id WHERE id = 'other'", commandTimeout: 600);
                },
                CancellationToken.None);
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            await Task.Delay(50, CancellationToken.None);
        }

        return longest;
    }
}
