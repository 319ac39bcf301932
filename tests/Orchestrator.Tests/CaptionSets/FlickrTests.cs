using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

/// <summary>Real photos with captions that people wrote.</summary>
public sealed class FlickrTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Builds_a_set_of_Flickr8k_with_the_captions_of_people()
    {
        var flickr = Repository.SharedData("flickr8k-test");
        Assert.SkipWhen(flickr is null, "../shared/data/flickr8k-test is not on this machine.");
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"]);
        var spec = new BuildCaptionSet
        {
            Name = "flickr8k",
            Images = Path.Combine(flickr, "images"),
            Photos = 200,
            Size = 224,
            Captions = { Path.Combine(flickr, "flickr8kzhc.caption.txt"), Path.Combine(flickr, "flickr8kenc.caption.txt") },
        };

        var (job, dataset) = await CaptionBench.BuildAsync(orchestrator, spec);

        job.Stages.First(s => s.Name == "scan photos").Done.Should().Be(1000);
        dataset.Images.Should().Be(200);
        dataset.Counts["language=zh"].Should().BeInRange(900, 1000);
        dataset.Counts["language=en"].Should().BeInRange(900, 1000);
        dataset.Judgments.Should().Be(dataset.Queries);
        CaptionBench.Lines(dataset, "queries.jsonl").Should().OnlyContain(q => (string)q["provenance"]! == "person");
    }
}
