using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>
/// Work whose processes die at random moments, as often as is wanted: it ends with the same files as undisturbed work, no reply of a
/// language model was paid twice, and images were fetched again at most where a process had them in work when it died.
/// </summary>
internal sealed class KillCampaign(KillForm form, PostgresServer postgres)
{
    private readonly Random _random = new(20);
    private readonly SortedDictionary<string, int> _kills = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = new();
    private volatile string _stage = "";

    /// <summary>Deaths by the stage that the job had told last.</summary>
    public IReadOnlyDictionary<string, int> Kills => _kills;

    /// <summary>Requests to the image search and to the hosts of its images, in all rounds.</summary>
    public int ImagesAsked { get; private set; }

    /// <summary>Those of them that had been made before in their round.</summary>
    public int ImagesAskedAgain { get; private set; }

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
        while (_kills.Values.Sum() < kills)
        {
            Rounds++;
            using var found = new TemporaryFolder();
            await RoundAsync(found, kills - _kills.Values.Sum(), longest);
            SameFiles(expected["data/datasets"], found["data/datasets"]);
            SameFiles(expected["data/runs"], found["data/runs"]);
            Left(found).Should().Equal(Left(expected));
        }
    }

    private async Task<TimeSpan> RoundAsync(TemporaryFolder folder, int kills, TimeSpan longest)
    {
        form.Images?.Forget();
        await using var stage = await CampaignStage.StartAsync(folder.Path, form);
        var connection = form.Replicas == 1 ? null : await postgres.CreateDatabaseAsync();
        var processes = await Task.WhenAll(Enumerable.Range(0, form.Replicas).Select(r => stage.StartOrchestratorAsync(connection, r)));
        int killed;
        try
        {
            killed = await WorkAsync(stage, connection, processes, kills, longest);
            await TidiedAsync(folder);
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
        if (form.Images is { } images)
        {
            images.AskedAgain.Should().BeLessThanOrEqualTo(killed * CampaignImages.MostInWork);
            ImagesAsked += images.Asked;
            ImagesAskedAgain += images.AskedAgain;
        }

        return _clock.Elapsed;
    }

    // Kills one of the processes after a while and starts another in its place, and so on until the work is done.
    private async Task<int> WorkAsync(CampaignStage stage, string? connection, OrchestratorProcess[] processes, int kills, TimeSpan longest)
    {
        for (var killed = 0; ; killed++)
        {
            using var watching = new CancellationTokenSource();
            var begun = new TaskCompletionSource();
            var jobs = JobsAsync(processes[_random.Next(form.Replicas)], begun, watching.Token);
            if (killed == kills || await Task.WhenAny(jobs, DelayAsync(begun.Task, longest * _random.NextDouble())) == jobs)
            {
                await jobs;
                return killed;
            }

            var victim = _random.Next(form.Replicas);
            await processes[victim].KillAsync();
            _kills[_stage] = _kills.GetValueOrDefault(_stage) + 1;
            if (form.KillsQueryGeneration)
                await stage.QueryGeneration.KillAndRestartAsync();
            await watching.CancelAsync();
            await jobs.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await processes[victim].DisposeAsync();
            processes[victim] = await stage.StartOrchestratorAsync(connection, victim);
        }
    }

    private static async Task DelayAsync(Task begun, TimeSpan time)
    {
        await begun;
        await Task.Delay(time);
    }

    // The same requests each time: their ids find the jobs that are there.
    private async Task JobsAsync(OrchestratorProcess process, TaskCompletionSource begun, CancellationToken cancellationToken)
    {
        var jobs = new JobService.JobServiceClient(process.Channel);
        var dataset = "";
        for (var i = 0; i < form.Work.Count; i++)
        {
            _stage = "begin";
            if (i == form.Spared)
            {
                _clock.Restart();
                begun.SetResult();
            }

            var spec = form.Work[i].Clone();
            if (spec.Evaluate is { Dataset: "$" } evaluate)
                evaluate.Dataset = dataset;
            var request = new CreateJobRequest { RequestId = string.Create(CultureInfo.InvariantCulture, $"work-{i}"), Spec = spec };
            var job = (await jobs.CreateJobAsync(request, cancellationToken: cancellationToken)).Job;
            using var watch = jobs.WatchJob(new WatchJobRequest { JobId = job.Id }, cancellationToken: cancellationToken);
            await foreach (var state in watch.ResponseStream.ReadAllAsync(cancellationToken))
            {
                job = state.Job;
                _stage = job.Stages.LastOrDefault()?.Name ?? _stage;
            }

            job.State.Should().Be(JobState.Succeeded, job.Error);
            dataset = job.Result.DatasetHash;
        }

        _clock.Stop();
    }

    // Whoever ended a job tidies up right after that, or when it is back.
    private static async Task TidiedAsync(TemporaryFolder folder)
    {
        string[] before = ["?"];
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var now = Left(folder);
            if (now.All(name => name.Length == 0 || name.EndsWith(".jsonl", StringComparison.Ordinal)) && now.SequenceEqual(before))
                return;
            before = now;
            await Task.Delay(50);
        }
    }

    // The lists of a job that left something out stay for a retry. The names of folders are left away: they tell how often the job was taken over.
    private static string[] Left(TemporaryFolder folder)
    {
        var work = folder["data/work"];
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };
        return
        [
            .. Directory.EnumerateFileSystemEntries(work, "*", options)
                .Select(path => string.Join('/', Path.GetRelativePath(work, path).Split('/').Skip(2)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static void SameFiles(string one, string two)
    {
        string[] Files(string root) =>
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal).ToArray();

        Files(two).Should().Equal(Files(one));
        foreach (var file in Files(one))
            File.ReadAllBytes(Path.Combine(two, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(one, file))).Should().BeTrue(file);
    }
}
