using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Evaluation;

/// <summary>Analyses of a run on vectors in the plane, against what can be seen from the angles.</summary>
public sealed class RunAnalysisTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TinyVectors _tiny = null!;
    private OrchestratorUnderTest _orchestrator = null!;

    public async ValueTask InitializeAsync()
    {
        _tiny = new TinyVectors(_folder);
        _tiny.Write(
            [("cat1", 0), ("cat2", 2), ("dog1", 90), ("dog2", 92), ("twin", 94)],
            [("q1", 1), ("q2", 91.5), ("q3", 89)],
            [("q1", "cat1", 1), ("q1", "cat2", 1), ("q2", "twin", 1), ("q3", "cat1", 1)]);
        File.WriteAllLines(
            Path.Combine(_tiny.Dataset, "queries.jsonl"),
            [
                """{"id":"q1","text":"cat","labels":["cat"],"level":1}""", """{"id":"q2","text":"dog","labels":["dog"],"level":1}""",
                """{"id":"q3","text":"a cat and a dog","labels":["cat","dog"],"level":2}""",
            ]);
        File.WriteAllText(Path.Combine(_tiny.Dataset, "duplicates.jsonl"), """{"images":["dog2","twin"]}""" + "\n");
        _orchestrator = await AllServices.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Failures_carry_what_was_found_missed_and_why()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, _tiny.Spec());

        var (failures, summary) = await FailuresAsync(new AnalyzeRunFailuresRequest
        {
            RunId = run.Id,
            Settings = new FailureSettings { Depth = 2, PoorBelow = 0.9 },
        });

        (summary.Queries, summary.Poor).Should().Be((3, 2));
        failures.Select(f => f.Failure.QueryId).Should().BeEquivalentTo("q2", "q3");
        var twin = failures.Single(f => f.Failure.QueryId == "q2");
        twin.Text.Should().Be("dog");
        twin.Failure.Causes[0].Cause_.Should().Be(FailureCause.NearDuplicate, "dog2 is nearly the same as the relevant twin");
        var both = failures.Single(f => f.Failure.QueryId == "q3");
        both.Failure.Found.Select(f => f.DocumentId).Should().Equal("dog1", "dog2");
        both.Failure.Missed.Single().DocumentId.Should().Be("cat1");
        summary.WorstLabels.Select(l => l.Value).Should().Contain(["cat", "dog"]);
    }

    [Fact]
    public async Task A_second_judge_shows_holes()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, _tiny.Spec());
        File.WriteAllText(_folder["judge.tsv"], "q3 0 dog1 1\nq3 0 dog2 1\n");

        var (failures, _) = await FailuresAsync(new AnalyzeRunFailuresRequest
        {
            RunId = run.Id,
            Settings = new FailureSettings { Depth = 2 },
            SecondOpinions = _folder["judge.tsv"],
        });

        failures.Single(f => f.Failure.QueryId == "q3").Failure.Causes[0].Cause_.Should().Be(FailureCause.AnnotationHole);
        var refused = await FluentActions.Awaiting(() => FailuresAsync(new AnalyzeRunFailuresRequest { RunId = run.Id, SecondOpinions = _folder["none.tsv"] }))
            .Should().ThrowAsync<RpcException>();
        refused.Which.Status.Detail.Should().Contain("none.tsv");
    }

    [Fact]
    public async Task Values_are_kept_strictly_and_with_near_duplicates_as_one_and_compared_either_way()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, _tiny.Spec());
        var other = _tiny.Spec();
        other.TopK = 1;
        var short1 = await TinyVectors.EvaluateAsync(_orchestrator, other);

        run.Summary.DuplicateAware.Single(m => m.Measure == "P@1").Mean.Should().BeGreaterThan(run.Summary.Measures.Single(m => m.Measure == "P@1").Mean);
        using var call = _orchestrator.Runs.ReadRun(new ReadRunRequest { RunId = run.Id });
        var topics = await call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken).SelectMany(r => r.Topics.ToAsyncEnumerable())
            .ToListAsync(TestContext.Current.CancellationToken);
        topics.Single(t => t.QueryId == "q2").DuplicateAwareValues[0].Should().Be(1);
        topics.Single(t => t.QueryId == "q2").Values[0].Should().Be(0);

        var strict = await CompareAsync(new CompareRuns { RunIds = { run.Id, short1.Id }, Measures = { "P@1" } });
        var aware = await CompareAsync(new CompareRuns { RunIds = { run.Id, short1.Id }, Measures = { "P@1" }, DuplicateAware = true });
        strict.FirstMean.Should().BeApproximately(1 / 3.0, 1e-12);
        aware.FirstMean.Should().BeApproximately(2 / 3.0, 1e-12);
    }

    [Fact]
    public async Task Thresholds_and_quality_come_in_slices()
    {
        var run = await TinyVectors.EvaluateAsync(_orchestrator, _tiny.Spec());

        var thresholds = (await _orchestrator.Analyses.AnalyzeRunThresholdsAsync(new AnalyzeRunThresholdsRequest
        {
            RunId = run.Id,
            Settings = new ThresholdSettings { SliceBy = { "level" } },
        })).Thresholds;
        thresholds.Queries.Should().Be(3);
        thresholds.Slices.Select(s => (s.Value, s.Thresholds.Queries)).Should().Equal(("1", 2L));

        var quality = await _orchestrator.Analyses.AssessRunsAsync(new AssessRunsRequest { RunIds = { run.Id }, SliceBy = { "level" } });
        quality.Measure.Should().Be("AP");
        quality.Assessment.Queries.Should().Be(3);
        quality.Assessment.Slices.Select(s => s.Assessment.Queries).Should().Equal(2, 1);

        var refused = await FluentActions.Awaiting(async () => await _orchestrator.Analyses.AssessRunsAsync(new AssessRunsRequest { RunIds = { run.Id }, Measure = "P@3" }))
            .Should().ThrowAsync<RpcException>();
        refused.Which.Status.Detail.Should().Contain("P@3").And.Contain("AP");
    }

    private async Task<PairedDifference> CompareAsync(CompareRuns compare)
    {
        var job = await _orchestrator.RunAsync(new JobSpec { CompareRuns = compare });
        job.Error.Should().BeEmpty();
        var comparison = await _orchestrator.Runs.GetComparisonAsync(new GetComparisonRequest { ComparisonId = job.Result.ComparisonId });
        return comparison.Comparison.Result.Differences.Single();
    }

    private async Task<(List<RunFailure> Failures, FailureSummary Summary)> FailuresAsync(AnalyzeRunFailuresRequest request)
    {
        using var call = _orchestrator.Analyses.AnalyzeRunFailures(request);
        var failures = new List<RunFailure>();
        FailureSummary? summary = null;
        await foreach (var part in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            failures.AddRange(part.Failures?.Failures ?? []);
            summary = part.Summary ?? summary;
        }

        return (failures, summary!);
    }
}
