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
            Topics.Of("q2", [("a", 1), ("b", 1)], [("x", 3), ("b", 2), ("a", 1)], ("level", "2")),
            Topics.Of("q1", [("a", 1), ("b", 0)], [("a", 0.9), ("b", 0.5)], ("level", "10")));

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
            Topics.Of("ascii", [("a", 1)], [("a", 1), ("b", 1)]),
            Topics.Of("planes", [("\uFF21", 1)], [("\uFF21", 1), ("\U0001F600", 1)]));

        topics.Should().OnlyContain(t => t.Values[0] == 0.5);
    }

    [Fact]
    public async Task The_order_of_topics_changes_no_bit()
    {
        var topics = Enumerable.Range(0, 57).Select(i => Topics.Of(
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
        (await FailureAsync(settings, Topics.Of("q", [], []), Topics.Of("q", [], []))).Status.Detail.Should().Contain("'q' is there twice");
        (await FailureAsync(settings, Topics.Of("q", [], [("a", 1), ("a", 2)]))).Status.Detail.Should().Contain("'a' twice in its hits");
        (await FailureAsync(settings, Topics.Of("q", [("a", 1), ("a", 0)], []))).Status.Detail.Should().Contain("'a' twice in its judgments");
        (await FailureAsync(settings, Topics.Of("q", [], [("a", double.NaN)]))).Status.Detail.Should().Contain("finite");
        (await FailureAsync(settings, Topics.Of("", [], []))).Status.Detail.Should().Contain("query_id");
        (await FailureAsync(settings)).Status.Detail.Should().Contain("no topics");
        (await FailureAsync(null, Topics.Of("q", [], []))).Status.Detail.Should().Contain("settings");
        (await FailureAsync(new EvaluateSettings { CurveDepth = 1001 })).Status.Detail.Should().Contain("curve_depth");
        (await FailureAsync(new EvaluateSettings { Bootstrap = new BootstrapSettings { Confidence = 1 } })).Status.Detail.Should().Contain("confidence");
    }

    [Fact]
    public async Task Near_duplicates_count_as_one_beside_the_strict_figures()
    {
        // a and a2 are alike: strictly a is missed at rank 1; aware a2 stands for it, and b moves up to rank 2.
        var (topics, summary) = await Topics.EvaluateAsync(
            Client, new EvaluateSettings { Measures = { "Success@1", "R@2", "AP" } },
            [Topics.Of("q", [("a", 1), ("b", 1)], [("a2", 4), ("a", 3), ("b", 2), ("c", 1)])], [["a", "a2"], ["x", "y"]]);

        topics[0].Values.Should().Equal(0, 0.5, (1 / 2.0 + 2 / 3.0) / 2);
        topics[0].DuplicateAwareValues.Should().Equal(1, 1, 1);
        summary.DuplicateAware.Select(m => m.Mean).Should().Equal(1, 1, 1);
        (await FluentActions.Awaiting(() => Topics.EvaluateAsync(Client, new EvaluateSettings(), [], [["a", "b"], ["b", "c"]])).Should().ThrowAsync<RpcException>())
            .Which.Status.Detail.Should().Contain("'b' is in two");
    }

    [Fact]
    public async Task Unjudged_results_bound_precision()
    {
        var (_, summary) = await EvaluateAsync(
            new EvaluateSettings { Measures = { "P@2", "P@4", "AP" }, SliceBy = { "s" } },
            Topics.Of("q1", [("a", 1), ("b", 0), ("u", -1)], [("a", 5), ("x", 4), ("b", 3), ("u", 2)], ("s", "1")),
            Topics.Of("q2", [("a", 1)], [("x", 1)], ("s", "1")));

        summary.PrecisionBounds.Should().Equal(
            new PrecisionBounds { Cutoff = 2, Low = 0.25, High = 0.75, Judged = 0.25 },
            new PrecisionBounds { Cutoff = 4, Low = 0.125, High = 0.375, Judged = 0.375 });
        summary.Slices.Single().PrecisionBounds.Should().Equal(summary.PrecisionBounds);
    }

    [Fact]
    public async Task Ties_have_a_best_a_worst_and_an_expected_order()
    {
        var (_, summary) = await EvaluateAsync(
            new EvaluateSettings { Measures = { "P@1", "RR" }, TieOrders = 1000 },
            Topics.Of("tied", [("a", 1)], [("a", 1), ("b", 1), ("c", 1), ("d", 0)]), Topics.Of("clear", [("a", 1)], [("a", 1), ("b", 0)]));

        summary.Ties.QueriesWithTies.Should().Be(1);
        summary.Ties.Measures.Select(m => (m.Worst, m.Best)).Should().Equal((0.5, 1), ((1 / 3.0 + 1) / 2, 1));
        summary.Ties.Measures[0].Expected.Should().BeApproximately((1 / 3.0 + 1) / 2, 0.03);
        summary.Ties.Measures[1].Expected.Should().BeApproximately(((1 + 1 / 2.0 + 1 / 3.0) / 3 + 1) / 2, 0.03);
    }

    [Fact]
    public async Task Rankings_can_be_cut_and_unjudged_results_dropped()
    {
        var topic = Topics.Of("q", [("a", 1), ("b", 1)], [("x", 4), ("a", 3), ("y", 2), ("b", 1)]);

        (await EvaluateAsync(new EvaluateSettings { Measures = { "AP", "NumRet" }, MaxHits = 2 }, topic)).Topics[0].Values.Should().Equal(0.25, 2);
        (await EvaluateAsync(new EvaluateSettings { Measures = { "AP", "NumRet" }, JudgedOnly = true }, topic)).Topics[0].Values.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Answers_that_would_not_fit_a_message_are_refused()
    {
        var topics = Enumerable.Range(0, 1500).Select(i => Topics.Of($"q{i}", [("a", 1)], [("a", 1)], ("id", $"{i}")));
        (await FailureAsync(new EvaluateSettings { SliceBy = { "id" } }, [.. topics])).Status.Detail.Should().Contain("1500 slices");

        using var call = Client.Compare(cancellationToken: TestContext.Current.CancellationToken);
        var settings = new CompareSettings { Systems = { Enumerable.Range(0, 200).Select(i => $"s{i}") }, Measures = { "P@1" } };
        await call.RequestStream.WriteAsync(new CompareRequest { Settings = settings });
        await call.RequestStream.CompleteAsync();
        (await FluentActions.Awaiting(async () => await call).Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("19900 differences");
    }

    [Fact]
    public async Task A_caller_that_leaves_stops_the_work()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var call = Client.Evaluate(cancellationToken: stop.Token);
        var settings = new EvaluateSettings { Bootstrap = new BootstrapSettings { Resamples = 100_000 } };
        await call.RequestStream.WriteAsync(new EvaluateRequest { Settings = settings });
        for (var batch = 0; batch < 20; batch++)
        {
            var topics = Enumerable.Range(batch * 1000, 1000).Select(i => Topics.Of($"q{i}", [("a", 1)], [("b", 2), ("a", i % 3)]));
            await call.RequestStream.WriteAsync(new EvaluateRequest { Topics = new TopicBatch { Topics = { topics } } });
        }

        await call.RequestStream.CompleteAsync();
        await stop.CancelAsync();

        // Two billion draws would take minutes: the service answers the next caller at once because it has stopped.
        (await FluentActions.Awaiting(() => call.ResponseStream.MoveNext(default)).Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Cancelled);
        (await EvaluateAsync(new EvaluateSettings(), Topics.Of("q", [("a", 1)], [("a", 1)]))).Summary.Queries.Should().Be(1);
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

    private async Task<RpcException> FailureAsync(EvaluateSettings? settings, params Topic[] topics) =>
        (await FluentActions.Awaiting(() => EvaluateAsync(settings, topics)).Should().ThrowAsync<RpcException>()).Which;

    private Task<(List<TopicValues> Topics, EvaluationSummary Summary)> EvaluateAsync(EvaluateSettings? settings, params Topic[] topics) =>
        Topics.EvaluateAsync(Client, settings, topics);
}
