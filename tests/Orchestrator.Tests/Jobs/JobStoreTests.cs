using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Tests.Fakes;

namespace ImageSearchBench.Orchestrator.Tests.Jobs;

/// <summary>What the store promises, in both databases.</summary>
public sealed class JobStoreTests(PostgresServer postgres)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Over = TimeSpan.Zero;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_request_id_has_one_job_and_one_specification(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);

        var jobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.CreateAsync("same", Spec("a"), CancellationToken.None)));

        jobs.Select(j => j.Id).Distinct().Should().HaveCount(1);
        jobs[0].Should().BeEquivalentTo(new { State = JobState.Queued, Error = "", Result = (JobResult?)null, Spec = Spec("a") });
        (await store.FindAsync("same", Spec("a"), CancellationToken.None))!.Id.Should().Be(jobs[0].Id);
        (await store.FindAsync("another", Spec("a"), CancellationToken.None)).Should().BeNull();
        var other = () => store.CreateAsync("same", Spec("b"), CancellationToken.None);
        (await other.Should().ThrowAsync<BenchException>()).Which.Kind.Should().Be(ErrorKind.AlreadyExists);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Of_many_that_take_at_once_each_job_goes_to_one_oldest_first(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);
        var created = new List<string>();
        for (var i = 0; i < 40; i++)
            created.Add((await store.CreateAsync("", Spec($"d{i}"), CancellationToken.None)).Id);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(async replica =>
        {
            var own = new List<string>();
            while (await store.TakeNextAsync($"r{replica}", Long, CancellationToken.None) is { } job)
                own.Add(job.Job.Id);
            return own;
        }));

        taken.SelectMany(t => t).Should().BeEquivalentTo(created);
        taken.Should().AllSatisfy(own => own.Select(id => created.IndexOf(id)).Should().BeInAscendingOrder());
        var listed = await store.ListAsync(long.MaxValue, 100, CancellationToken.None);
        listed.Select(l => l.Job.Id).Should().Equal(Enumerable.Reverse(created));
        listed.Should().AllSatisfy(l => l.Job.State.Should().Be(JobState.Running));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_job_whose_lease_has_ended_is_another_ones_and_nothing_of_the_first_is_stored(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);
        var id = (await store.CreateAsync("", Spec("a"), CancellationToken.None)).Id;
        using var first = await TakeAsync(under, store, Over);
        await LoseAsync(store);
        using var second = await TakeAsync(under, store, Long);

        second.Token.Should().BeGreaterThan(first.Token);
        (await store.RenewAsync(first, Long, Progress(5), CancellationToken.None)).Should().BeNull();
        (await store.EndAsync(first, JobState.Succeeded, "", new JobResult(JobResultKind.Run, "x"), Progress(5))).Should().BeFalse();
        await store.ReleaseAsync(first, Progress(5));
        var late = () => FencedAsync(first, () => under.Database.WriteAsync(_ => Task.FromResult(0), CancellationToken.None));
        await late.Should().ThrowAsync<LeaseLostException>();
        first.Lost.IsCancellationRequested.Should().BeTrue();

        var job = await store.GetAsync(id, CancellationToken.None);
        job.Should().BeEquivalentTo(new { State = JobState.Running, Result = (JobResult?)null, Progress = JobProgress.Empty });
        (await store.RenewAsync(second, Long, Progress(3), CancellationToken.None)).Should().Be(JobWish.GoOn);
        await FencedAsync(second, () => under.Database.WriteAsync(_ => Task.FromResult(0), CancellationToken.None));
        (await store.EndAsync(second, JobState.Succeeded, "", new JobResult(JobResultKind.Run, "y"), Progress(4))).Should().BeTrue();
        job = await store.GetAsync(id, CancellationToken.None);
        job.Should().BeEquivalentTo(new { State = JobState.Succeeded, Result = new JobResult(JobResultKind.Run, "y"), Replica = "" });
        job.Progress.Stages.Should().Equal(Progress(4).Stages);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_job_that_kills_its_host_fails_after_a_few_times_unless_it_gets_further(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);
        var id = (await store.CreateAsync("", Spec("poison"), CancellationToken.None)).Id;

        // Getting further each time is no poison; coming as far as before is.
        for (var reached = 1; reached <= 6; reached++)
            await DieAsync(reached);
        for (var again = 0; again < 2; again++)
            await DieAsync(reached: 6);
        (await store.GetAsync(id, CancellationToken.None)).State.Should().Be(JobState.Failed);
        (await store.GetAsync(id, CancellationToken.None)).Error.Should().Contain("ended 3 times").And.Contain("resume");

        await store.RequeueAsync(id, retryFailed: false, CancellationToken.None);
        (await store.GetAsync(id, CancellationToken.None)).Should().BeEquivalentTo(new { State = JobState.Queued, Error = "" });

        async Task DieAsync(int reached)
        {
            using var lease = await TakeAsync(under, store, Over);
            (await store.RenewAsync(lease, Over, Progress(reached), CancellationToken.None)).Should().Be(JobWish.GoOn);
            await LoseAsync(store, maxAdoptions: 2);
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task What_people_want_of_a_running_job_outlives_its_process(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);
        foreach (var (pause, wish, state) in ((bool, JobWish, JobState)[])[(false, JobWish.Cancel, JobState.Cancelled), (true, JobWish.Pause, JobState.Paused)])
        {
            var id = (await store.CreateAsync("", Spec("a"), CancellationToken.None)).Id;
            using var lease = await TakeAsync(under, store, Long);
            await store.RequestStopAsync(id, pause, CancellationToken.None);
            (await store.RenewAsync(lease, Over, Progress(1), CancellationToken.None)).Should().Be(wish);
            (await store.GetAsync(id, CancellationToken.None)).State.Should().Be(JobState.Running);
            await LoseAsync(store);
            (await store.GetAsync(id, CancellationToken.None)).State.Should().Be(state);

            // Going on forgets the wish.
            await store.RequeueAsync(id, retryFailed: false, CancellationToken.None);
            using var again = await TakeAsync(under, store, Long);
            (await store.RenewAsync(again, Long, Progress(1), CancellationToken.None)).Should().Be(JobWish.GoOn);
            await store.EndAsync(again, JobState.Failed, "why", result: null, Progress(1));
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_job_that_waits_stops_at_once_and_one_that_is_over_stays(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);
        var id = (await store.CreateAsync("", Spec("a"), CancellationToken.None)).Id;

        await store.RequestStopAsync(id, pause: true, CancellationToken.None);
        (await store.GetAsync(id, CancellationToken.None)).State.Should().Be(JobState.Paused);
        (await store.TakeNextAsync("r", Long, CancellationToken.None)).Should().BeNull();
        await store.RequestStopAsync(id, pause: false, CancellationToken.None);
        (await store.GetAsync(id, CancellationToken.None)).State.Should().Be(JobState.Cancelled);
        await store.RequestStopAsync(id, pause: true, CancellationToken.None);
        (await store.GetAsync(id, CancellationToken.None)).State.Should().Be(JobState.Cancelled);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_retry_is_told_to_the_next_tries_until_one_succeeds(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);
        var id = (await store.CreateAsync("", Spec("a"), CancellationToken.None)).Id;
        await EndAsync(JobState.Succeeded, expectedRetry: false);

        await store.RequeueAsync(id, retryFailed: false, CancellationToken.None);
        (await store.GetAsync(id, CancellationToken.None)).State.Should().Be(JobState.Succeeded);
        await store.RequeueAsync(id, retryFailed: true, CancellationToken.None);
        await EndAsync(JobState.Failed, expectedRetry: true);
        await store.RequeueAsync(id, retryFailed: false, CancellationToken.None);
        await EndAsync(JobState.Succeeded, expectedRetry: true);
        await store.RequeueAsync(id, retryFailed: true, CancellationToken.None);
        await EndAsync(JobState.Succeeded, expectedRetry: true);

        async Task EndAsync(JobState state, bool expectedRetry)
        {
            var taken = (await store.TakeNextAsync("r", Long, CancellationToken.None))!;
            taken.RetryFailed.Should().Be(expectedRetry);
            using var lease = Lease(under, taken);
            (await store.EndAsync(lease, state, "", result: null, Progress(1))).Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_name_is_held_by_one_job_and_free_when_that_has_died(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new JobStore(under.Database);
        var locks = new JobLocks(under.Database, TimeProvider.System);
        await store.CreateAsync("", Spec("a"), CancellationToken.None);
        await store.CreateAsync("", Spec("b"), CancellationToken.None);
        using var first = await TakeAsync(under, store, Over);
        using var second = await TakeAsync(under, store, Long);

        var held = await FencedAsync(first, () => locks.TakeAsync("name", CancellationToken.None));
        var waiting = FencedAsync(second, () => locks.TakeAsync("name", CancellationToken.None));
        await Task.Delay(400);
        waiting.IsCompleted.Should().BeFalse();
        await LoseAsync(store);
        var after = await waiting.WaitAsync(TimeSpan.FromSeconds(30));

        // What the dead one gives back late is not its own any more.
        await held.DisposeAsync();
        using var third = await TakeAsync(under, store, Long);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        var taken = () => FencedAsync(third, () => locks.TakeAsync("name", patience.Token));
        await taken.Should().ThrowAsync<OperationCanceledException>();
        await after.DisposeAsync();
        await using var free = await FencedAsync(third, () => locks.TakeAsync("name", CancellationToken.None));
    }

    private static JobSpec Spec(string dataset) => new EncodeDatasetSpec(dataset, "model");

    private static JobProgress Progress(int done) => new([new StageState("stage", done, 10, 0, 0, Finished: false)], []);

    private static async Task<JobLease> TakeAsync(DatabaseUnderTest under, JobStore store, TimeSpan length) =>
        Lease(under, (await store.TakeNextAsync("replica", length, CancellationToken.None))!);

    private static JobLease Lease(DatabaseUnderTest under, TakenJob taken) =>
        new(taken.Job.Id, taken.Token, Long, TimeProvider.System.GetTimestamp(), under.Database, TimeProvider.System);

    private static async Task LoseAsync(JobStore store, int maxAdoptions = 100)
    {
        await Task.Delay(20);
        (await store.RequeueLostAsync(maxAdoptions, everything: false, CancellationToken.None)).Should().Be(1);
    }

    private static async Task<T> FencedAsync<T>(JobLease lease, Func<Task<T>> work)
    {
        JobLease.Current = lease;
        return await work();
    }
}
