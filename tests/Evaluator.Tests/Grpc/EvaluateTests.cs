using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Evaluator.Tests.Grpc;

public sealed class EvaluateTests : IAsyncLifetime
{
    private ServiceUnderTest _service = null!;

    private EvaluatorService.EvaluatorServiceClient Client => new(_service.Channel);

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(b => b.AddEvaluator(), a => a.MapEvaluator());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Lists_measures_with_definition_and_source()
    {
        var response = await Client.ListMeasuresAsync(new ListMeasuresRequest(), cancellationToken: TestContext.Current.CancellationToken);

        response.Measures.Should().OnlyContain(m => m.Name.Length > 0 && m.Definition.Length > 0 && m.Source.Length > 0);
        response.Measures.Select(m => m.Name.Split('[', '@')[0]).Should().BeInAscendingOrder(StringComparer.Ordinal);
        response.Measures.Select(m => m.Name).Should()
            .Contain(["P@k", "R@k", "nDCG[@k]", "AP[@k]", "infAP"]);
    }

    [Fact]
    public async Task Figures_of_two_topics_are_those_worked_out_by_hand()
    {
        var (topics, summary) = await EvaluateAsync(
            new EvaluateSettings { Measures = { "P@1", "P@2", "R@2", "RR", "AP", "Success@2" }, CurveDepth = 3, SliceBy = { "level" } },
            Topic("q2", [("a", 1), ("b", 1)], [("x", 3), ("b", 2), ("a", 1)], ("level", "2")),
            Topic("q1", [("a", 1), ("b", 0)], [("a", 0.9), ("b", 0.5)], ("level", "10")));

        topics.Select(t => t.QueryId).Should().Equal("q2", "q1");
        topics[0].Values.Should().Equal(0, 0.5, 0.5, 0.5, (1 / 2.0 + 2 / 3.0) / 2, 1);
        topics[0].RelevantRanks.Should().Equal(2, 3);
        topics[1].Values.Should().Equal(1, 0.5, 1, 1, 1, 1);
        summary.Queries.Should().Be(2);
        summary.Measures.Select(m => m.Mean).Should().Equal(0.5, 0.5, 0.75, 0.75, (1 + (1 / 2.0 + 2 / 3.0) / 2) / 2, 1);
        summary.Slices.Select(s => (s.Attribute, s.Value, s.Queries)).Should().Equal(("level", "2", 1), ("level", "10", 1));
        summary.CutoffCurve.Select(p => (p.Cutoff, p.Precision, p.Recall)).Should().Equal((1, 0.5, 0.5), (2, 0.5, 0.75), (3, 0.5, 1));
    }

    [Fact]
    public async Task Equal_scores_are_ordered_by_descending_id_in_UTF8_byte_order()
    {
        // U+FF21 comes before U+1F600 in UTF-8, and after it in UTF-16.
        var (topics, _) = await EvaluateAsync(
            new EvaluateSettings { Measures = { "RR" } },
            Topic("ascii", [("a", 1)], [("a", 1), ("b", 1)]),
            Topic("planes", [("\uFF21", 1)], [("\uFF21", 1), ("\U0001F600", 1)]));

        topics.Should().OnlyContain(t => t.Values[0] == 0.5);
    }

    [Fact]
    public async Task The_order_of_topics_changes_no_bit()
    {
        var topics = Enumerable.Range(0, 57).Select(i => Topic(
            $"q{i}", [("a", i % 3), ("b", 1)], [("a", i * 0.1), ("b", 1.7), ("c", 2.1)], ("part", i % 2 == 0 ? "even" : "odd"))).ToArray();
        var settings = new EvaluateSettings { Bootstrap = new BootstrapSettings { Seed = 7 }, SliceBy = { "part" } };

        var (_, summary) = await EvaluateAsync(settings, topics);
        var (_, reversed) = await EvaluateAsync(settings, [.. topics.Reverse()]);

        reversed.Should().Be(summary);
        summary.Measures.Should().Contain(m => m.Low < m.Mean && m.Mean < m.High && m.BcaLow < m.Mean && m.Mean < m.BcaHigh);
    }

    [Theory]
    [InlineData("P@0", "P@0")]
    [InlineData("P", "needs a cutoff")]
    [InlineData("RR@", "RR@")]
    [InlineData("AP(rel=x)@5", "rel")]
    [InlineData("wat@5", "wat")]
    [InlineData("Rprec@5", "takes no cutoff")]
    [InlineData("P(rel=1,rel=2)@5", "twice")]
    public async Task Wrong_measures_are_refused_by_name(string measure, string said)
    {
        var failure = await FailureAsync(new EvaluateSettings { Measures = { measure } });

        failure.StatusCode.Should().Be(StatusCode.InvalidArgument);
        failure.Status.Detail.Should().Contain(said);
    }

    [Fact]
    public async Task Wrong_topics_are_refused_with_their_id()
    {
        var settings = new EvaluateSettings();
        (await FailureAsync(settings, Topic("q", [], []), Topic("q", [], []))).Status.Detail.Should().Contain("'q' is there twice");
        (await FailureAsync(settings, Topic("q", [], [("a", 1), ("a", 2)]))).Status.Detail.Should().Contain("'a' twice in its hits");
        (await FailureAsync(settings, Topic("q", [("a", 1), ("a", 0)], []))).Status.Detail.Should().Contain("'a' twice in its judgments");
        (await FailureAsync(settings, Topic("q", [], [("a", double.NaN)]))).Status.Detail.Should().Contain("finite");
        (await FailureAsync(settings, Topic("", [], []))).Status.Detail.Should().Contain("query_id");
        (await FailureAsync(settings)).Status.Detail.Should().Contain("no topics");
        (await FailureAsync(null, Topic("q", [], []))).Status.Detail.Should().Contain("first message");
        (await FailureAsync(new EvaluateSettings { CurveDepth = 1001 })).Status.Detail.Should().Contain("curve_depth");
        (await FailureAsync(new EvaluateSettings { Bootstrap = new BootstrapSettings { Confidence = 1 } })).Status.Detail.Should().Contain("confidence");
    }

    [Fact]
    public async Task Compares_systems()
    {
        using var call = Client.Compare(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new CompareRequest
        {
            Settings = new CompareSettings { Systems = { "a", "b", "c" }, Measures = { "P@5" }, SliceBy = { "half" } },
        });
        await call.RequestStream.WriteAsync(new CompareRequest
        {
            Topics = new PairedTopicBatch
            {
                Topics =
                {
                    Enumerable.Range(0, 40).Select(i => new PairedTopic
                    {
                        QueryId = $"q{i}",
                        Attributes = { ["half"] = i % 2 == 0 ? "even" : "odd" },
                        Systems =
                        {
                            new SystemValues { Values = { 0.5 + i % 4 * 0.1 } },
                            new SystemValues { Values = { 0.4 + i % 5 * 0.1 } },
                            new SystemValues { Values = { 0.1 } },
                        },
                    }),
                },
            },
        });
        await call.RequestStream.CompleteAsync();
        var response = await call;

        response.Queries.Should().Be(40);
        response.Differences.Select(d => (d.First, d.Second)).Should().Equal(("a", "b"), ("a", "c"), ("b", "c"));
        var clear = response.Differences[1];
        clear.Difference.Should().BeApproximately(0.55, 1e-12);
        clear.PRandomization.Should().Be(1.0 / 10_001);
        clear.PHolm.Should().Be(3.0 / 10_001);
        clear.PT.Should().BeLessThan(1e-20);
        (clear.Wins, clear.Ties, clear.Losses).Should().Be((40, 0, 0));
        clear.Low.Should().BeGreaterThan(0.5).And.BeLessThan(clear.Difference);
        response.Differences[0].PRandomization.Should().BeGreaterThan(0.1);
        response.Slices.Should().HaveCount(2).And.OnlyContain(s => s.Queries == 20 && s.Differences.Count == 3);
    }

    private static Topic Topic(string id, (string Id, int Grade)[] judgments, (string Id, double Score)[] hits, params (string, string)[] attributes)
    {
        var topic = new Topic
        {
            QueryId = id,
            Judgments = { judgments.Select(j => new Judgment { DocumentId = j.Id, Grade = j.Grade }) },
            Hits = { hits.Select(h => new Hit { DocumentId = h.Id, Score = h.Score }) },
        };
        foreach (var (key, value) in attributes)
            topic.Attributes.Add(key, value);
        return topic;
    }

    private async Task<RpcException> FailureAsync(EvaluateSettings? settings, params Topic[] topics) =>
        (await FluentActions.Awaiting(() => EvaluateAsync(settings, topics)).Should().ThrowAsync<RpcException>()).Which;

    private async Task<(List<TopicValues> Topics, EvaluationSummary Summary)> EvaluateAsync(EvaluateSettings? settings, params Topic[] topics)
    {
        using var call = Client.Evaluate(cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            if (settings is not null)
                await call.RequestStream.WriteAsync(new EvaluateRequest { Settings = settings });
            foreach (var batch in topics.Chunk(10))
                await call.RequestStream.WriteAsync(new EvaluateRequest { Topics = new TopicBatch { Topics = { batch } } });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server may refuse before all is written; the answer says why.
        }

        var values = new List<TopicValues>();
        EvaluationSummary? summary = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            values.AddRange(response.Topics?.Topics ?? []);
            summary = response.Summary ?? summary;
        }

        return (values, summary!);
    }
}
