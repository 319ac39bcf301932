using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using BenchSystem = ImageSearchBench.Contracts.Orchestrator.V1.System;

namespace ImageSearchBench.Orchestrator.Tests.Evaluation;

public sealed class MatchingTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TinyVectors _tiny = null!;
    private OrchestratorUnderTest _orchestrator = null!;

    public async ValueTask InitializeAsync()
    {
        _tiny = new TinyVectors(_folder);
        // Differences of angles 60, 40, 45 and 10 degrees, the first two of pairs that do not match: in the order of scores this is
        // scikit-learn's example of roc_auc_score (0.75) and average_precision_score (0.8333).
        _tiny.Write(
            [("a", 0), ("b", 100)],
            [("q1", 60), ("q2", 40), ("q3", 145), ("q4", 90)],
            [("q1", "a", 0), ("q2", "a", 0), ("q3", "b", 1), ("q4", "b", 1)],
            length: 3);
        WritePairs();
        _orchestrator = await AllServices.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Pairs_are_scored_by_their_cosine()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, await SpecAsync());

        run.Matching.Pairs.Should().Be(4);
        run.Matching.Matching.Should().Be(2);
        run.Matching.RocAuc.Value.Should().Be(0.75);
        run.Matching.AveragePrecision.Value.Should().BeApproximately(0.8333333333333333, 1e-12);
        run.Matching.Accuracy.Value.Should().Be(0.75);
        run.Matching.AccuracyThreshold.Should().BeApproximately(Math.Cos(10 * Math.PI / 180), 1e-6, "vectors need not have length 1");
        run.Summary.Measures.Should().BeEmpty();
        File.ReadLines(RunFile(run)).Should().HaveCount(4).And.Contain(l => l.StartsWith("q1 Q0 a 1 0.5"));
    }

    [Fact]
    public async Task A_run_file_with_every_pair_gives_the_same_and_one_without_is_refused()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, await SpecAsync());
        var file = _folder["copy.txt"];
        File.Copy(RunFile(run), file);
        var spec = await SpecAsync();
        spec.System = new BenchSystem { RunFile = file };

        (await TinyVectors.EvaluateAsync(_orchestrator, spec)).Matching.Should().Be(run.Matching);

        File.WriteAllLines(file, File.ReadLines(file).Skip(1).ToArray());
        var job = await _orchestrator.RunAsync(new JobSpec { Evaluate = spec });
        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain("q1").And.Contain("'a'").And.Contain("every pair");
    }

    [Fact]
    public async Task It_has_no_rankings_to_look_into_and_no_direction()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, await SpecAsync());

        var refused = await FluentActions.Awaiting(async () => await _orchestrator.Analyses.AnalyzeRunThresholdsAsync(new AnalyzeRunThresholdsRequest { RunId = run.Id }))
            .Should().ThrowAsync<RpcException>();
        refused.Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        refused.Which.Status.Detail.Should().Contain("matching");
        var spec = await SpecAsync();
        spec.Direction = Direction.ImageToText;
        (await _orchestrator.RunAsync(new JobSpec { Evaluate = spec })).Error.Should().Contain("direction");
    }

    private string RunFile(Run run) => Path.Combine(_folder["data"], "runs", run.Id, "run.txt");

    // The same pairs as a format of others has them: the import makes a dataset of kind 'matching'.
    private async Task<Evaluate> SpecAsync()
    {
        var job = await _orchestrator.RunAsync(new JobSpec
        {
            ImportDataset = new ImportDataset { Format = "csv", Paths = { _folder["pairs"] }, Name = "pairs" },
        });
        job.Error.Should().BeEmpty();
        var spec = _tiny.Spec();
        spec.Dataset = job.Result.DatasetHash;
        return spec;
    }

    private void WritePairs()
    {
        Directory.CreateDirectory(_folder["pairs"]);
        foreach (var image in new[] { "a", "b" })
            Reports.ReportSamples.Draw(Path.Combine(_folder["pairs"], image + ".png"), 8, 8);
        File.WriteAllText(
            Path.Combine(_folder["pairs"], "pairs.csv"),
            "image,image_id,query_id,text,label\na.png,a,q1,one,0\na.png,a,q2,two,0\nb.png,b,q3,three,1\nb.png,b,q4,four,1\n");
    }
}
