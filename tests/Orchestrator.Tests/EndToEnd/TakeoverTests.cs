using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>Two processes over one database and one folder, of which one dies or sleeps while it has the job.</summary>
public sealed class TakeoverTests(PostgresServer postgres)
{
    private const string ShortLease = "Orchestrator:LeaseTime=00:00:02";

    [Fact]
    public async Task What_a_killed_replica_had_another_one_finishes_with_the_same_hash()
    {
        await using var bench = await Bench.StartAsync(postgres);
        bench.BlockCall(1);
        await using var first = await bench.StartReplicaAsync();
        var id = await bench.CreateAsync(first);
        await bench.CalledAsync(1);
        await using var second = await bench.StartReplicaAsync();

        await first.KillAsync();

        var job = await Bench.WatchAsync(second, id);
        job.Should().BeEquivalentTo(new { State = JobState.Succeeded, Error = "" });
        job.Result.DatasetHash.Should().Be(await bench.ExpectedAsync());
        bench.Files("work").Should().BeEmpty();
    }

    [Fact]
    public async Task A_replica_that_slept_past_its_lease_writes_nothing_when_it_wakes()
    {
        await using var bench = await Bench.StartAsync(postgres);
        bench.BlockCall(1);
        bench.BlockCall(2);
        await using var sleeper = await bench.StartReplicaAsync();
        var id = await bench.CreateAsync(sleeper);
        await bench.CalledAsync(1);
        await sleeper.FreezeAsync();

        // The other one takes the job over and is in the middle of it when the first one wakes and gets the answer that it had waited for.
        await using var other = await bench.StartReplicaAsync();
        await bench.CalledAsync(2);
        var before = bench.Files("");
        bench.Release(1);
        await sleeper.ThawAsync();
        await sleeper.WaitForLogAsync($"Lease 1 of job {id} is over");
        bench.Files("").Should().Equal(before);
        var job = (await new JobService.JobServiceClient(other.Channel).GetJobAsync(new GetJobRequest { JobId = id })).Job;
        job.Should().BeEquivalentTo(new { State = JobState.Running, other.Replica });

        bench.Release(2);
        job = await Bench.WatchAsync(other, id);
        job.Should().BeEquivalentTo(new { State = JobState.Succeeded, Error = "" });
        job.Result.DatasetHash.Should().Be(await bench.ExpectedAsync());
        bench.Files("work").Should().BeEmpty();
    }

    [Fact]
    public async Task A_job_that_kills_every_replica_fails_with_the_reason()
    {
        await using var bench = await Bench.StartAsync(postgres);
        var id = "";
        var job = new Job();
        var deaths = 0;
        while (job.State != JobState.Failed)
        {
            bench.BlockCall(deaths + 1);
            // A lease that a busy machine renews in time, too: here one that it does not counts as a death.
            await using var replica = await bench.StartReplicaAsync("Orchestrator:MaxAdoptions=1", "Orchestrator:LeaseTime=00:00:08");
            if (deaths == 0)
                id = await bench.CreateAsync(replica);
            var dying = bench.CalledAsync(deaths + 1);
            var ending = Bench.WatchAsync(replica, id);
            if (await Task.WhenAny(dying, ending) == ending)
            {
                job = await ending;
                break;
            }

            // Long enough to have told how far it came.
            await Task.Delay(1000);
            await replica.KillAsync();
            await ending.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            (++deaths).Should().BeLessThan(4);
        }

        deaths.Should().BeGreaterThanOrEqualTo(2);
        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain("ended 2 times").And.Contain("resume");
    }

    /// <summary>A database, a data folder, and services whose answers the test gives.</summary>
    private sealed class Bench(string connection, TinyCoco input, ServiceUnderTest services) : IAsyncDisposable
    {
        private readonly TemporaryFolder _data = new();
        private readonly Dictionary<int, TaskCompletionSource> _blocked = [];
        private readonly Dictionary<int, TaskCompletionSource> _called = Enumerable.Range(1, 9).ToDictionary(i => i, _ => new TaskCompletionSource());

        public static async Task<Bench> StartAsync(PostgresServer postgres)
        {
            var connection = await postgres.CreateDatabaseAsync();
            var behaviour = new FakeBehaviour();
            var services = await ServiceUnderTest.StartAsync(
                builder =>
                {
                    builder.Services.AddGrpc();
                    builder.Services.AddSingleton(behaviour);
                },
                app => app.MapGrpcService<FakeQueryGeneration>());
            var bench = new Bench(connection, TinyCoco.Write(), services);
            behaviour.OnCall = bench.OnCallAsync;
            return bench;
        }

        public void BlockCall(int call) => _blocked[call] = new TaskCompletionSource();

        public void Release(int call) => _blocked[call].TrySetResult();

        public Task CalledAsync(int call) => _called[call].Task.WaitAsync(TimeSpan.FromSeconds(60));

        public Task<OrchestratorProcess> StartReplicaAsync(params string[] settings) =>
            OrchestratorProcess.StartAsync(_data["data"], services.Address, [$"Orchestrator:Database={connection}", ShortLease, .. settings]);

        public async Task<string> CreateAsync(OrchestratorProcess replica) =>
            (await new JobService.JobServiceClient(replica.Channel).CreateJobAsync(new CreateJobRequest { Spec = input.Spec() })).Job.Id;

        public static async Task<Job> WatchAsync(OrchestratorProcess replica, string id)
        {
            using var watch = new JobService.JobServiceClient(replica.Channel).WatchJob(new WatchJobRequest { JobId = id });
            var job = new Job();
            await foreach (var state in watch.ResponseStream.ReadAllAsync())
                job = state.Job;
            return job;
        }

        /// <summary>The hash of an undisturbed build.</summary>
        public async Task<string> ExpectedAsync()
        {
            using var data = new TemporaryFolder();
            await using var undisturbed = await OrchestratorUnderTest.StartAsync(data.Path);
            return (await undisturbed.RunAsync(input.Spec())).Result.DatasetHash;
        }

        /// <summary>Everything below a folder of the data folder, with length and time of change.</summary>
        public string[] Files(string folder) =>
            new DirectoryInfo(Path.Combine(_data["data"], folder)).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Select(f => $"{f.FullName} {(f as FileInfo)?.Length} {f.LastWriteTimeUtc.Ticks}")
                .Order(StringComparer.Ordinal)
                .ToArray();

        public async ValueTask DisposeAsync()
        {
            foreach (var blocked in _blocked.Values)
                blocked.TrySetCanceled();
            await services.DisposeAsync();
            input.Dispose();
            _data.Dispose();
        }

        private async Task OnCallAsync(int call, CancellationToken cancellationToken)
        {
            _called[call].TrySetResult();
            if (_blocked.TryGetValue(call, out var blocked))
                await blocked.Task.WaitAsync(cancellationToken);
        }
    }
}
