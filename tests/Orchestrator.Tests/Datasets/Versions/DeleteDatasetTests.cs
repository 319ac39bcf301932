using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Datasets.Versions;

public sealed class DeleteDatasetTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly TinyCoco _coco = TinyCoco.Write();

    [Fact]
    public async Task A_dataset_that_a_version_was_made_from_is_kept_until_it_is_forced_away()
    {
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_data.Path);
        var parent = await BuildAsync(orchestrator);
        File.WriteAllText(_data["more.qrels"], "cat.word.en 0 1 1\n");
        var extend = new ExtendDataset { Dataset = parent.Hash, Qrels = _data["more.qrels"] };
        var child = (await orchestrator.RunAsync(new JobSpec { ExtendDataset = extend })).Result.DatasetHash;

        await orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = parent.Hash });
        Directory.EnumerateFiles(_data["indexes"]).Should().ContainSingle();

        var delete = async () => await orchestrator.Datasets.DeleteDatasetAsync(new DeleteDatasetRequest { Dataset = parent.Hash });
        var fault = (await delete.Should().ThrowAsync<RpcException>()).Which;
        fault.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        fault.Status.Detail.Should().Contain(child[..12]);
        await orchestrator.Datasets.DeleteDatasetAsync(new DeleteDatasetRequest { Dataset = parent.Hash, Force = true });

        Directory.Exists(parent.Directory).Should().BeFalse();
        Directory.EnumerateFiles(_data["indexes"]).Should().BeEmpty();
        var history = await orchestrator.Datasets.GetDatasetHistoryAsync(new GetDatasetHistoryRequest { Dataset = child });
        history.Versions.Select(v => (v.Hash, v.Dataset is null)).Should().Equal((child, false), (parent.Hash, true));
        using var image = orchestrator.Datasets.ReadImage(new ReadImageRequest { Dataset = child, ImageId = "7" });
        await image.ResponseStream.MoveNext(CancellationToken.None);
        image.ResponseStream.Current.Data.ToByteArray().Should().Equal(File.ReadAllBytes(Path.Combine(_coco.Images, "7.bmp")));

        // What is built again is a dataset like any other, and where the version comes from is known again.
        (await BuildAsync(orchestrator)).Hash.Should().Be(parent.Hash);
        history = await orchestrator.Datasets.GetDatasetHistoryAsync(new GetDatasetHistoryRequest { Dataset = parent.Hash });
        history.Children.Select(c => c.Hash).Should().Equal(child);
    }

    [Fact]
    public async Task A_job_that_waits_for_the_dataset_keeps_it_by_whatever_it_names_it()
    {
        var block = new TaskCompletionSource();
        var behaviour = new FakeBehaviour();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_data.Path, behaviour);
        var dataset = await BuildAsync(orchestrator);
        behaviour.OnCall = (_, _) => block.Task;
        var blocking = await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = _coco.Spec(seed: 2) });
        File.WriteAllText(_data["run.txt"], "cat.word.en Q0 1 1 1 r\n");
        var jobs = new List<string>();
        foreach (var name in new[] { "tiny", dataset.Hash[..8], dataset.Directory })
        {
            var spec = new JobSpec { ExportDataset = new ExportDataset { Dataset = name, Format = "trec", Path = _data[$"out{jobs.Count}"] } };
            jobs.Add((await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = spec })).Job.Id);
        }

        var states = new List<JobState>();
        foreach (var id in jobs)
            states.Add((await orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = id })).Job.State);
        if (states.TrueForAll(s => s is JobState.Queued))
        {
            var delete = async () => await orchestrator.Datasets.DeleteDatasetAsync(new DeleteDatasetRequest { Dataset = dataset.Hash });
            (await delete.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().ContainAll(jobs);
        }

        block.SetResult();
        foreach (var id in jobs.Prepend(blocking.Job.Id))
            await orchestrator.WaitAsync(id);
        await orchestrator.Datasets.DeleteDatasetAsync(new DeleteDatasetRequest { Dataset = dataset.Hash });
        Directory.Exists(dataset.Directory).Should().BeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_crash_left_half_deleted_is_gone_after_the_next_start(bool builtAgain)
    {
        Dataset dataset;
        await using (var orchestrator = await OrchestratorUnderTest.StartAsync(_data.Path))
            dataset = await BuildAsync(orchestrator);
        var datasets = Path.GetDirectoryName(dataset.Directory)!;
        var half = Path.Combine(datasets, $".deleted-{dataset.Hash}");
        if (builtAgain)
            Directory.CreateDirectory(half);
        else
            Directory.Move(dataset.Directory, half);
        File.WriteAllText(Path.Combine(half, "images.jsonl"), "half");

        await using var again = await OrchestratorUnderTest.StartAsync(_data.Path);

        var left = (await again.Datasets.ListDatasetsAsync(new ListDatasetsRequest())).Datasets;
        left.Select(d => d.Hash).Should().Equal(builtAgain ? [dataset.Hash] : []);
        Directory.EnumerateDirectories(datasets).Should().Equal(builtAgain ? [dataset.Directory] : []);
    }

    [Fact]
    public async Task A_name_will_not_do()
    {
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_data.Path);
        await BuildAsync(orchestrator);

        var delete = async () => await orchestrator.Datasets.DeleteDatasetAsync(new DeleteDatasetRequest { Dataset = "tiny" });

        (await delete.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    public void Dispose()
    {
        _coco.Dispose();
        _data.Dispose();
    }

    private async Task<Dataset> BuildAsync(OrchestratorUnderTest orchestrator)
    {
        var job = await orchestrator.RunAsync(_coco.Spec());
        return (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
    }
}
