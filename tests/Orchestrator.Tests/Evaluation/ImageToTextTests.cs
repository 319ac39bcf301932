using System.Text;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using BenchSystem = ImageSearchBench.Contracts.Orchestrator.V1.System;

namespace ImageSearchBench.Orchestrator.Tests.Evaluation;

public sealed class ImageToTextTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TinyVectors _tiny = null!;
    private OrchestratorUnderTest _orchestrator = null!;

    public async ValueTask InitializeAsync()
    {
        _tiny = new TinyVectors(_folder);
        // Image a is nearest to q1 (its own text), then q3; image b to q3 (another's), then q2 (its own); nobody asks for image c.
        _tiny.Write(
            [("a", 0), ("b", 50), ("c", 90)],
            [("q1", 5), ("q2", 80), ("q3", 40), ("q4", -60)],
            [("q1", "a", 1), ("q2", "b", 1), ("q3", "a", 1), ("q4", "c", 0)]);
        _orchestrator = await AllServices.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Images_find_their_texts()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, Spec());

        run.Direction.Should().Be(Direction.ImageToText);
        run.Summary.Queries.Should().Be(2, "c has no text of its own");
        Mean(run, "Success@1").Should().Be(0.5);
        Mean(run, "Success@5").Should().Be(1);
        Mean(run, "R@1").Should().Be(0.25, "a has two texts");
        var topics = await ReadAsync(run);
        topics.Select(t => t.QueryId).Should().Equal("a", "b");
        topics[0].Hits.Select(h => h.DocumentId).Should().Equal("q1", "q3", "q4", "q2");
        topics[1].Hits.Select(h => h.DocumentId).Take(2).Should().Equal("q3", "q2");
        topics[1].RelevantRanks.Should().Equal(2);
        topics[0].Attributes.Should().Contain("relevant_from", "2").And.NotContainKey("length_from");
    }

    [Fact]
    public async Task A_run_file_whose_topics_are_images_scores_the_same()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, Spec());
        var spec = Spec();
        spec.System = new BenchSystem { RunFile = Path.Combine(_folder["data"], "runs", run.Id, "run.txt") };

        var copy = await TinyVectors.EvaluateAsync(_orchestrator, spec);

        copy.Id.Should().NotBe(run.Id);
        copy.Summary.Should().Be(run.Summary);
    }

    [Fact]
    public async Task The_other_direction_is_another_run_and_is_not_compared_with_it()
    {
        var toText = await TinyVectors.EvaluateAsync(_orchestrator, Spec());
        var toImage = await TinyVectors.EvaluateAsync(_orchestrator, _tiny.Spec());

        toImage.Id.Should().NotBe(toText.Id);
        toImage.Summary.Queries.Should().Be(4);
        var job = await FluentActions.Awaiting(() => _orchestrator.RunAsync(new JobSpec { CompareRuns = new CompareRuns { RunIds = { toText.Id, toImage.Id } } }))
            .Should().ThrowAsync<RpcException>();
        job.Which.Status.Detail.Should().Contain("image to text");
    }

    [Fact]
    public async Task Its_report_shows_texts()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, Spec());

        using var call = _orchestrator.Runs.RenderReport(new RenderReportRequest { RunIds = { run.Id } });
        var page = new StringBuilder();
        await foreach (var piece in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            page.Append(piece.Data.ToStringUtf8());

        page.ToString().Should().Contain("the images are the queries, the texts the answers").And.Contain(">text q3</p>");
    }

    [Fact]
    public async Task A_search_target_cannot_be_asked_with_images()
    {
        var spec = Spec();
        spec.System = new BenchSystem { Target = "http://127.0.0.1:1" };

        var refused = await FluentActions.Awaiting(() => _orchestrator.RunAsync(new JobSpec { Evaluate = spec })).Should().ThrowAsync<RpcException>();
        refused.Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
        refused.Which.Status.Detail.Should().Contain("direction");
    }

    private Evaluate Spec() => _tiny.Spec(Direction.ImageToText);

    private async Task<List<RunTopic>> ReadAsync(Run run)
    {
        using var call = _orchestrator.Runs.ReadRun(new ReadRunRequest { RunId = run.Id });
        return await call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken).SelectMany(r => r.Topics.ToAsyncEnumerable())
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    private static double Mean(Run run, string measure) => run.Summary.Measures.Single(m => m.Measure == measure).Mean;
}
