using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Evaluator.Tests.Grpc;

public sealed class FailureTests : IAsyncLifetime
{
    private ServiceUnderTest _service = null!;

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(b => b.AddEvaluator(), a => a.MapEvaluator());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Each_cause_is_found_with_its_evidence()
    {
        var (failures, summary) = await AnalyzeAsync(
            new FailureSettings { Measure = "P@2", Depth = 3, SliceBy = { "style" } },
            [["a", "a2", "a3"]],
            [("cat", ["cat"]), ("catdog", ["cat", "dog"]), ("flower", ["flower"]), ("flower2", ["flower"]), ("paper", ["paper-cut"])],
            [
                Of(Topics.Of("duplicates", [("a", 1)], [("a2", 3), ("a3", 2), ("hub", 1)], ("style", "word"))),
                Of(Topics.Of("hole", [("z", 1)], [("good", 3), ("hub", 2), ("x1", 1)]), opinions: [("good", 1), ("hub", 0)]),
                Of(Topics.Of("partial", [("catdog", 1)], [("cat", 3), ("cat2", 2), ("hub", 1)]), labels: ["cat", "dog"]),
                Of(Topics.Of("confused", [("paper", 1)], [("flower", 3), ("flower2", 2), ("x2", 1)]), labels: ["paper-cut"]),
                Of(Topics.Of("vague", [("r", 1)], [("x3", 0.91), ("x4", 0.905), ("x5", 0.9), ("r", 0.899), ("x6", 0.1), ("x7", 0.1)]), caption: true),
                Of(Topics.Of("wrong", [("r", 1)], [("x3", 0.9), ("x4", 0.8), ("x5", 0.7)]), caption: true),
                Of(Topics.Of("puzzling", [("r", 1)], [("x8", 0.9), ("r", 0.8)])),
                Of(Topics.Of("fine", [("r", 1), ("s", 1)], [("r", 0.9), ("s", 0.8)], ("style", "word"))),
                Of(Topics.Of("nothing relevant", [("r", 0)], [("r", 0.9)])),
            ]);

        Causes("duplicates").Should().StartWith((FailureCause.NearDuplicate, 2 / 3.0));
        failures.Single(f => f.QueryId == "duplicates").Causes[0].DocumentIds.Should().Equal("a2", "a3");
        Causes("hole").Should().StartWith((FailureCause.AnnotationHole, 1 / 3.0));
        Causes("partial").Should().StartWith((FailureCause.PartialConcepts, 1 / 3.0));
        failures.Single(f => f.QueryId == "partial").Causes[0].Labels.Should().Equal("dog");
        Causes("confused").Should().StartWith((FailureCause.ConfusedConcept, 2 / 3.0));
        failures.Single(f => f.QueryId == "confused").Causes[0].Evidence.Should().Be("2 of 3 wrong results show flower in place of paper-cut.");
        Causes("vague")[0].Cause.Should().Be(FailureCause.VagueCaption);
        Causes("wrong")[0].Should().Be((FailureCause.WrongCaption, 1));
        failures.Single(f => f.QueryId == "vague").Missed.Single().Rank.Should().Be(4);
        failures.Should().NotContain(f => f.QueryId == "fine" || f.QueryId == "nothing relevant" || f.QueryId == "puzzling");
        (summary.Queries, summary.Poor).Should().Be((9, 6));
        summary.Causes.Sum(c => c.Queries).Should().Be(6);
        summary.Hubs.Should().Contain(new Hub { DocumentId = "hub", Queries = 3 });
        summary.Confusions.Should().Contain(new Confusion { Asked = "paper-cut", Found = "flower", Results = 2, Queries = 1 });
        summary.WorstSlices.Single().Should().Be(new WorstSlice { Attribute = "style", Value = "word", Queries = 2, Mean = 0.5, Poor = 1 });
        summary.WorstLabels.Select(l => l.Value).Should().BeEquivalentTo("cat", "dog", "paper-cut");
        summary.Satisfied.Should().Contain(new SatisfiedCount { Asked = 2, Satisfied = 1, Results = 1 });

        (FailureCause Cause, double Strength)[] Causes(string query) =>
            [.. failures.Single(f => f.QueryId == query).Causes.Select(c => (c.Cause_, c.Strength))];
    }

    [Fact]
    public async Task Only_the_worst_are_given_and_all_are_counted()
    {
        var topics = Enumerable.Range(0, 30).Select(i => Of(Topics.Of(
            $"q{i:D2}", [("r", 1)], [.. Enumerable.Range(0, 31).Select(rank => (rank == i ? "r" : $"x{rank}", -(double)rank))])));

        var (failures, summary) = await AnalyzeAsync(new FailureSettings { Measure = "RR", PoorBelow = 0.2, MaxFailures = 3 }, [], [], topics);

        failures.Select(f => f.QueryId).Should().Equal("q29", "q28", "q27");
        failures[0].Causes.Single().Cause_.Should().Be(FailureCause.Unknown);
        failures[0].Found.Should().HaveCount(10);
        summary.Poor.Should().Be(25);
        summary.Causes.Should().ContainSingle().Which.Queries.Should().Be(25);
    }

    private static FailureTopic Of(
        Topic topic, string[]? labels = null, (string Id, int Grade)[]? opinions = null, bool caption = false) => new()
        {
            Topic = topic,
            Labels = { labels ?? [] },
            SecondOpinions = { (opinions ?? []).Select(o => new Judgment { DocumentId = o.Id, Grade = o.Grade }) },
            IsCaption = caption,
        };

    private async Task<(List<Failure> Failures, FailureSummary Summary)> AnalyzeAsync(
        FailureSettings settings, string[][] groups, (string Id, string[] Labels)[] labels, IEnumerable<FailureTopic> topics)
    {
        using var call = new AnalysisService.AnalysisServiceClient(_service.Channel).AnalyzeFailures(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AnalyzeFailuresRequest { Settings = settings });
        await call.RequestStream.WriteAsync(new AnalyzeFailuresRequest
        {
            DuplicateGroups = new DuplicateGroupBatch { Groups = { groups.Select(g => new DuplicateGroup { DocumentIds = { g } }) } },
        });
        await call.RequestStream.WriteAsync(new AnalyzeFailuresRequest
        {
            DocumentLabels = new DocumentLabelsBatch
            {
                Documents = { labels.Select(l => new DocumentLabels { DocumentId = l.Id, Labels = { l.Labels } }) },
            },
        });
        foreach (var batch in topics.Chunk(4))
            await call.RequestStream.WriteAsync(new AnalyzeFailuresRequest { Topics = new FailureTopicBatch { Topics = { batch } } });
        await call.RequestStream.CompleteAsync();
        var failures = new List<Failure>();
        FailureSummary? summary = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            failures.AddRange(response.Failures?.Failures ?? []);
            summary = response.Summary ?? summary;
        }

        return (failures, summary!);
    }
}
