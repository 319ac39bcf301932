using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using JobSpec = ImageSearchBench.Contracts.Orchestrator.V1.JobSpec;
using JobState = ImageSearchBench.Contracts.Orchestrator.V1.JobState;

namespace ImageSearchBench.Orchestrator.Tests.Jobs;

/// <summary>Several replicas over one PostgreSQL database and one data folder, in this process.</summary>
public sealed class ReplicaTests(PostgresServer postgres)
{
    [Fact]
    public async Task Eight_replicas_that_race_for_two_hundred_jobs_run_each_once()
    {
        const int Jobs = 200;
        var connection = await postgres.CreateDatabaseAsync();
        using var data = new TemporaryFolder();
        var handler = new CountingHandler((_, _) => Task.CompletedTask);
        var replicas = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync(data, connection, handler)));
        try
        {
            var ids = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(async i =>
                (await replicas[i % 8].Jobs.CreateJobAsync(new CreateJobRequest { Spec = Spec($"d{i}") })).Job.Id));

            foreach (var id in ids)
                (await replicas[0].WaitAsync(id)).State.Should().Be(JobState.Succeeded);
            handler.Runs.Should().HaveCount(Jobs);
            handler.Runs.Values.Should().AllBeEquivalentTo(1);
            Directory.EnumerateFileSystemEntries(data["work"]).Should().BeEmpty();
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Any_replica_shows_pauses_cancels_and_resumes_a_job_that_another_one_runs()
    {
        var connection = await postgres.CreateDatabaseAsync();
        using var data = new TemporaryFolder();
        var going = new TaskCompletionSource();
        var handler = new CountingHandler(async (context, token) =>
        {
            var stage = context.Begin("wait", 10);
            stage.Add(3);
            if (!going.Task.IsCompleted)
                await going.Task.WaitAsync(token);
            stage.Finish();
        });
        await using var runs = await StartAsync(data, connection, handler);
        var id = (await runs.Jobs.CreateJobAsync(new CreateJobRequest { Spec = Spec("d") })).Job.Id;
        await UntilAsync(runs, id, j => j.State == JobState.Running && j.Stages.Count == 1 && j.Stages[0].Done == 3);
        await using var other = await StartAsync(data, connection, handler);

        var seen = await UntilAsync(other, id, j => j.Stages.Count == 1 && j.Stages[0].Done == 3);
        seen.Should().BeEquivalentTo(new { State = JobState.Running, Replica = $"{Environment.MachineName}:{Environment.ProcessId}" });
        await other.Jobs.PauseJobAsync(new PauseJobRequest { JobId = id });
        (await UntilAsync(other, id, j => j.State == JobState.Paused)).Replica.Should().BeEmpty();
        handler.Runs["d"].Should().Be(1);

        await other.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = id });
        await UntilAsync(runs, id, j => j.State == JobState.Running);
        await other.Jobs.CancelJobAsync(new CancelJobRequest { JobId = id });
        (await other.WaitAsync(id)).State.Should().Be(JobState.Cancelled);
        going.SetResult();
        await other.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = id });
        (await runs.WaitAsync(id)).Should().BeEquivalentTo(new { State = JobState.Succeeded, Error = "" });
    }

    [Fact]
    public async Task A_process_that_ends_in_order_gives_its_jobs_to_the_others_at_once()
    {
        var connection = await postgres.CreateDatabaseAsync();
        using var data = new TemporaryFolder();
        var reached = new TaskCompletionSource();
        var blocked = new CountingHandler((_, token) =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        var first = await StartAsync(data, connection, blocked, lease: "01:00:00");
        var id = (await first.Jobs.CreateJobAsync(new CreateJobRequest { Spec = Spec("d") })).Job.Id;
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await first.DisposeAsync();

        await using var second = await StartAsync(data, connection, new CountingHandler((_, _) => Task.CompletedTask), lease: "01:00:00");
        (await second.WaitAsync(id)).State.Should().Be(JobState.Succeeded);
    }

    private static JobSpec Spec(string dataset) => new() { EncodeDataset = new EncodeDataset { Dataset = dataset, Model = "m" } };

    private static Task<OrchestratorUnderTest> StartAsync(
        TemporaryFolder data, string connection, CountingHandler handler, string lease = "00:00:30") =>
        OrchestratorUnderTest.StartAsync(
            data.Path,
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<IJobHandler<EncodeDatasetSpec>>(handler)),
            _ => { },
            new Dictionary<string, string?>
            {
                ["Orchestrator:Database"] = connection,
                ["Orchestrator:LeaseTime"] = lease,
            });

    private static async Task<ImageSearchBench.Contracts.Orchestrator.V1.Job> UntilAsync(
        OrchestratorUnderTest replica, string id, Func<ImageSearchBench.Contracts.Orchestrator.V1.Job, bool> reached)
    {
        for (var attempt = 0; ; attempt++)
        {
            var job = (await replica.Jobs.GetJobAsync(new GetJobRequest { JobId = id })).Job;
            if (reached(job))
                return job;
            attempt.Should().BeLessThan(600, job.ToString());
            await Task.Delay(50);
        }
    }
}
