using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>
/// Work whose processes die at random moments, as often as is wanted: it ends with the same files as undisturbed work, and no reply of a
/// language model was paid twice.
/// </summary>
/// <param name="work">The jobs, one after the other; <c>$</c> as a dataset stands for the one that was built before.</param>
/// <param name="replicas">Processes of the Orchestrator: 1 over SQLite, or more over PostgreSQL.</param>
/// <param name="killsQueryGeneration">QueryGeneration dies as well, together with the Orchestrator.</param>
internal sealed class KillCampaign(IReadOnlyList<JobSpec> work, int replicas, bool killsQueryGeneration, PostgresServer postgres)
{
    private readonly Random _random = new(20);
    private readonly int[] _kills = new int[work.Count];
    private volatile int _current;

    /// <summary>Deaths while each of the jobs was at work.</summary>
    public IReadOnlyList<int> Kills => _kills;

    /// <summary>How often the work was begun from nothing.</summary>
    public int Rounds { get; private set; }

    /// <summary>Replies that were paid in each round.</summary>
    public int Paid { get; private set; }

    /// <summary>Runs it.</summary>
    /// <param name="kills">Deaths wanted.</param>
    public async Task RunAsync(int kills)
    {
        using var expected = new TemporaryFolder();
        var longest = await RoundAsync(expected, kills: 0, TimeSpan.Zero);

        // Work that ends before a process is killed is begun again from nothing, until there were as many deaths as wanted.
        while (_kills.Sum() < kills)
        {
            Rounds++;
            using var found = new TemporaryFolder();
            await RoundAsync(found, kills - _kills.Sum(), longest);
            SameFiles(expected["data/datasets"], found["data/datasets"]);
            SameFiles(expected["data/runs"], found["data/runs"]);
            // Nothing, or what a retry of the photos that were left out would need.
            Names(found["data/work"]).Should().Equal(Names(expected["data/work"]));
        }
    }

    private async Task<TimeSpan> RoundAsync(TemporaryFolder folder, int kills, TimeSpan longest)
    {
        await using var stage = await CampaignStage.StartAsync(folder.Path, knowsIdempotency: killsQueryGeneration);
        var connection = replicas == 1 ? null : await postgres.CreateDatabaseAsync();
        var processes = await Task.WhenAll(Enumerable.Range(0, replicas).Select(_ => stage.StartOrchestratorAsync(connection)));
        var clock = Stopwatch.StartNew();
        try
        {
            await WorkAsync(stage, connection, processes, kills, longest);
        }
        finally
        {
            foreach (var process in processes)
                await process.DisposeAsync();
        }

        // An endpoint that knows idempotency keys charges once by itself; what counts then is that the keys are the same.
        stage.Model.Charges.Values.Should().AllBeEquivalentTo(1);
        Paid = Paid == 0 ? stage.Model.Charges.Count : Paid;
        stage.Model.Charges.Should().HaveCount(Paid);
        return clock.Elapsed;
    }

    // Kills one of the processes after a while and starts another in its place, and so on until the work is done.
    private async Task WorkAsync(CampaignStage stage, string? connection, OrchestratorProcess[] processes, int kills, TimeSpan longest)
    {
        for (var killed = 0; ; killed++)
        {
            using var watching = new CancellationTokenSource();
            var jobs = JobsAsync(processes[_random.Next(replicas)], watching.Token);
            if (killed == kills || await Task.WhenAny(jobs, Task.Delay(longest * _random.NextDouble())) == jobs)
            {
                await jobs;
                return;
            }

            var victim = _random.Next(replicas);
            await processes[victim].KillAsync();
            _kills[_current]++;
            if (killsQueryGeneration)
                await stage.QueryGeneration.KillAndRestartAsync();
            await watching.CancelAsync();
            await jobs.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await processes[victim].DisposeAsync();
            processes[victim] = await stage.StartOrchestratorAsync(connection);
        }
    }

    // The same requests each time: their ids find the jobs that are there.
    private async Task JobsAsync(OrchestratorProcess process, CancellationToken cancellationToken)
    {
        var jobs = new JobService.JobServiceClient(process.Channel);
        var dataset = "";
        for (var i = 0; i < work.Count; i++)
        {
            _current = i;
            var spec = work[i].Clone();
            if (spec.Evaluate is { Dataset: "$" } evaluate)
                evaluate.Dataset = dataset;
            var request = new CreateJobRequest { RequestId = string.Create(CultureInfo.InvariantCulture, $"work-{i}"), Spec = spec };
            var job = (await jobs.CreateJobAsync(request, cancellationToken: cancellationToken)).Job;
            using var watch = jobs.WatchJob(new WatchJobRequest { JobId = job.Id }, cancellationToken: cancellationToken);
            await foreach (var state in watch.ResponseStream.ReadAllAsync(cancellationToken))
                job = state.Job;
            job.State.Should().Be(JobState.Succeeded, job.Error);
            dataset = job.Result.DatasetHash;
        }
    }

    private static string[] Names(string root) =>
        Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToArray();

    private static void SameFiles(string one, string two)
    {
        string[] Files(string root) =>
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal).ToArray();

        Files(two).Should().Equal(Files(one));
        foreach (var file in Files(one))
            File.ReadAllBytes(Path.Combine(two, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(one, file))).Should().BeTrue(file);
    }
}
