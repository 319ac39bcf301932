using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Jobs;

public sealed class JobServiceTests
{
    [Fact]
    public async Task A_request_id_creates_one_job_however_often_and_from_how_many_sides_it_comes()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var calls = Enumerable.Range(0, 8).Select(_ => orchestrator.Jobs.CreateJobAsync(
            new CreateJobRequest { RequestId = "once", Spec = input.Spec() }).ResponseAsync);
        var ids = (await Task.WhenAll(calls)).Select(r => r.Job.Id).Distinct().ToArray();

        ids.Should().HaveCount(1);
        (await orchestrator.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs.Should().HaveCount(1);
        (await orchestrator.WaitAsync(ids[0])).State.Should().Be(JobState.Succeeded);

        var other = async () => await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { RequestId = "once", Spec = input.Spec(seed: 2) });
        (await other.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.AlreadyExists);
    }

    [Fact]
    public async Task Faults_of_a_specification_are_told_at_once_and_all_together()
    {
        using var data = new TemporaryFolder();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);
        var spec = new JobSpec { BuildLabelSet = new BuildLabelSet { Name = "a b", MinArea = 1.5, Levels = 17, Styles = { "poem" } } };

        var create = async () => await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = spec });

        var fault = (await create.Should().ThrowAsync<RpcException>()).Which;
        fault.StatusCode.Should().Be(StatusCode.InvalidArgument);
        fault.Status.Detail.Should().ContainAll("name:", "annotations:", "images:", "min_area:", "levels:", "poem");
        (await orchestrator.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cancelled_job_stops_and_can_be_resumed()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        var reached = new TaskCompletionSource();
        var behaviour = new FakeBehaviour
        {
            OnCall = (call, token) =>
            {
                reached.TrySetResult();
                return call == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask;
            },
        };
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path, behaviour);
        var job = (await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = input.Spec() })).Job;
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await orchestrator.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.Id });
        var cancelled = await orchestrator.WaitAsync(job.Id);
        cancelled.State.Should().Be(JobState.Cancelled);
        cancelled.Result.Should().BeNull();
        Directory.EnumerateDirectories(data["datasets"]).Should().BeEmpty();

        await orchestrator.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = job.Id });
        (await orchestrator.WaitAsync(job.Id)).State.Should().Be(JobState.Succeeded);

        var again = async () => await orchestrator.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = job.Id });
        (await again.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task A_paused_job_rests_and_is_watched_on_until_it_has_ended()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        var reached = new TaskCompletionSource();
        var behaviour = new FakeBehaviour
        {
            OnCall = (call, token) =>
            {
                reached.TrySetResult();
                return call == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask;
            },
        };
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path, behaviour);
        var job = (await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = input.Spec() })).Job;
        using var watch = orchestrator.Jobs.WatchJob(new WatchJobRequest { JobId = job.Id });
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await orchestrator.Jobs.PauseJobAsync(new PauseJobRequest { JobId = job.Id });
        var resumed = false;
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
        {
            job = watch.ResponseStream.Current.Job;
            if (job.State != JobState.Paused || resumed)
                continue;
            resumed = true;
            await orchestrator.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = job.Id });
        }

        resumed.Should().BeTrue();
        job.State.Should().Be(JobState.Succeeded);
        var nothing = async () => await orchestrator.Jobs.RetryJobAsync(new RetryJobRequest { JobId = job.Id });
        (await nothing.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("left nothing out");
    }

    [Fact]
    public async Task A_job_that_was_cut_off_goes_on_when_the_process_is_back()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        var reached = new TaskCompletionSource();
        var behaviour = new FakeBehaviour
        {
            OnCall = (_, token) =>
            {
                reached.TrySetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
        };
        string id;
        await using (var first = await OrchestratorUnderTest.StartAsync(data.Path, behaviour))
        {
            id = (await first.Jobs.CreateJobAsync(new CreateJobRequest { Spec = input.Spec() })).Job.Id;
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await using var second = await OrchestratorUnderTest.StartAsync(data.Path);
        var job = await second.WaitAsync(id);
        job.State.Should().Be(JobState.Succeeded);

        // What an undisturbed run in another folder makes is the same.
        using var undisturbed = new TemporaryFolder();
        await using var third = await OrchestratorUnderTest.StartAsync(undisturbed.Path);
        (await third.RunAsync(input.Spec())).Result.DatasetHash.Should().Be(job.Result.DatasetHash);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_for_a_while_is_tried_again()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        var behaviour = new FakeBehaviour
        {
            OnCall = (call, _) => call < 3 ? throw new RpcException(new Status(StatusCode.Unavailable, "not yet")) : Task.CompletedTask,
        };
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path, behaviour);

        (await orchestrator.RunAsync(input.Spec())).State.Should().Be(JobState.Succeeded);
        behaviour.Calls.Should().Be(3);
    }

    [Fact]
    public async Task A_service_that_stays_away_fails_the_job_with_its_name()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        var behaviour = new FakeBehaviour { OnCall = (_, _) => throw new RpcException(new Status(StatusCode.Unavailable, "gone")) };
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path, behaviour);

        var job = await orchestrator.RunAsync(input.Spec());

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain("QueryGeneration").And.Contain("Services__QueryGeneration");
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_in_pages()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);
        var created = new List<string>();
        for (ulong seed = 0; seed < 5; seed++)
            created.Add((await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = input.Spec(seed) })).Job.Id);

        var listed = new List<string>();
        var token = "";
        do
        {
            var page = await orchestrator.Jobs.ListJobsAsync(new ListJobsRequest { PageSize = 2, PageToken = token });
            page.Jobs.Count.Should().BeLessThanOrEqualTo(2);
            listed.AddRange(page.Jobs.Select(j => j.Id));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        listed.Should().Equal(Enumerable.Reverse(created));
        foreach (var id in created)
            (await orchestrator.WaitAsync(id)).State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task Unknown_jobs_are_not_found()
    {
        using var data = new TemporaryFolder();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var get = async () => await orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = "nope" });

        (await get.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }
}
