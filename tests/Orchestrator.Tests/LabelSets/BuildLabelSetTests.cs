using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.LabelSets;

public sealed class BuildLabelSetTests
{
    [Fact]
    public async Task Builds_the_bundled_sample_into_a_folder_that_can_be_read()
    {
        using var data = new TemporaryFolder();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var job = await orchestrator.RunAsync(SampleSpecs.Build("scenes"));

        job.Error.Should().BeEmpty();
        job.State.Should().Be(JobState.Succeeded);
        job.Stages.Should().OnlyContain(s => s.Finished);
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = "scenes" })).Dataset;
        dataset.Hash.Should().Be(job.Result.DatasetHash);
        dataset.Images.Should().Be(600);
        dataset.Counts.Keys.Should().Contain(["level=1", "level=2", "level=3", "style=word", "style=sentence", "language=zh", "language=en"]);
        File.Exists(Path.Combine(dataset.Directory, "dataset.json")).Should().BeTrue();

        var queries = (await orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = dataset.Hash, PageSize = 1000 })).Queries;
        queries.Should().OnlyContain(q => q.Relevant >= 10);
        queries.Select(q => q.Id).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_same_input_gives_the_same_bytes_in_another_data_folder()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        var first = await BuildAsync(one.Path);
        var second = await BuildAsync(two.Path);

        second.Hash.Should().Be(first.Hash);
        foreach (var file in Directory.EnumerateFiles(first.Directory, "*", SearchOption.AllDirectories))
        {
            var other = Path.Combine(second.Directory, Path.GetRelativePath(first.Directory, file));
            File.ReadAllBytes(other).AsSpan().SequenceEqual(File.ReadAllBytes(file)).Should().BeTrue(file);
        }
    }

    private static async Task<Dataset> BuildAsync(string dataPath)
    {
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(dataPath);
        var job = await orchestrator.RunAsync(SampleSpecs.Build("scenes"));
        return (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
    }
}
