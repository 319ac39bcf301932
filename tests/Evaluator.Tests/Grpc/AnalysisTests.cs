using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Evaluator.Tests.Grpc;

public sealed class AnalysisTests : IAsyncLifetime
{
    private ServiceUnderTest _service = null!;

    private AnalysisService.AnalysisServiceClient Client => new(_service.Channel);

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(b => b.AddEvaluator(), a => a.MapEvaluator());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Thresholds_of_a_clear_case()
    {
        // Relevant results score 0.8 and more, others less than 0.5; every tenth query has nothing relevant.
        var topics = Enumerable.Range(0, 100).Select(i => Topics.Of(
            $"q{i:D3}", i % 10 == 0 ? [] : [("a", 1)], [("a", i % 10 == 0 ? 0.3 : 0.8 + i * 0.001), ("b", 0.4 + i * 0.0001), ("c", 0.2)]));
        var response = await ThresholdsAsync(new ThresholdSettings { WantedPrecision = 0.95, Bootstrap = new BootstrapSettings { Seed = 3 } }, topics);

        (response.Queries, response.QueriesWithoutRelevant).Should().Be((100, 10));
        response.Scales.Select(s => s.Scale).Should().Equal(ScoreScale.Raw, ScoreScale.ZScore, ScoreScale.Margin);
        var raw = response.Scales[0];
        raw.Curve.Select(p => p.Threshold).Should().BeInAscendingOrder();
        raw.Chosen.CheckedOn.Precision.Should().BeGreaterThan(0.9);
        raw.Chosen.CheckedOn.Recall.Should().BeGreaterThan(0.95);
        raw.Chosen.CheckedOn.RightlyEmpty.Should().BeGreaterThan(0.5);
        raw.Chosen.PrecisionLow.Should().BeLessThanOrEqualTo(raw.Chosen.CheckedOn.Precision);
        raw.Controlled.CheckedOn.Risk.Should().BeLessThanOrEqualTo(0.1);
        // The top result has margin 0 in every query: a margin can never leave an answer empty.
        response.Scales[2].Curve.Should().OnlyContain(p => p.RightlyEmpty == 0);
        response.Scales[2].Curve[^1].Threshold.Should().Be(0);
    }

    [Fact]
    public async Task A_threshold_point_is_that_worked_out_by_hand()
    {
        // At 0.5: q1 shows a, b (one right of two), q2 shows nothing and misses one, q3 has nothing relevant and shows one.
        var response = await ThresholdsAsync(
            new ThresholdSettings(),
            [
                Topics.Of("q1", [("a", 1)], [("a", 0.9), ("b", 0.5), ("c", 0.1)]),
                Topics.Of("q2", [("a", 1)], [("a", 0.4)]),
                Topics.Of("q3", [("a", 0)], [("a", 0.6)]),
            ]);

        var point = response.Scales[0].Curve.Single(p => p.Threshold == 0.5);
        point.Precision.Should().Be(0.25);
        point.Recall.Should().Be(0.5);
        point.Risk.Should().Be(0.5);
        point.Answered.Should().Be(0.5);
        point.RightlyEmpty.Should().Be(0);
        point.Shown.Should().Be(1);
        response.Scales[0].Controlled.Should().BeNull("one query cannot promise 0.1");
    }

    [Fact]
    public async Task Agreement_of_a_judge()
    {
        using var call = Client.MeasureAgreement(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new MeasureAgreementRequest { Settings = new AgreementSettings { Systems = { "x", "y", "z" } } });
        var topics = Enumerable.Range(0, 40).Select(i => new AgreementTopic
        {
            QueryId = $"q{i}",
            Pairs = { new GradePair { Judge = 1, Human = 1 }, new GradePair { Judge = 0, Human = 0 }, new GradePair { Judge = i % 4 == 0 ? 1 : 0, Human = 1 } },
            JudgeValues = { 0.9, 0.5 + i % 3 * 0.01, 0.4 },
            HumanValues = { 0.8, 0.6, 0.2 },
        });
        await call.RequestStream.WriteAsync(new MeasureAgreementRequest { Topics = new AgreementTopicBatch { Topics = { topics } } });
        await call.RequestStream.CompleteAsync();
        var response = await call;

        (response.Queries, response.Pairs).Should().Be((40, 120));
        response.Agreement.Value.Should().Be(0.75);
        // Judge yes 50, people yes 80, both yes 50, both no 40 of 120: kappa = (0.75 - 0.4722) / (1 - 0.4722).
        response.Kappa.Value.Should().BeApproximately((0.75 - 17 / 36.0) / (19 / 36.0), 1e-12);
        response.BinaryKappa.Should().Be(response.Kappa);
        response.Kappa.Low.Should().BeLessThan(response.Kappa.Value);
        response.Kappa.High.Should().BeGreaterThan(response.Kappa.Value);
        response.KendallTau.Value.Should().Be(1);
        response.Counts.Single(c => c is { Judge: 0, Human: 1 }).Count.Should().Be(30);
    }

    [Fact]
    public async Task A_prediction_powered_mean_corrects_the_judge()
    {
        using var call = Client.EstimatePredictionPowered(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new EstimatePredictionPoweredRequest { Settings = new PredictionPoweredSettings() });
        // The judge always says 0.2 too much.
        var values = Enumerable.Range(0, 1000).Select(i => (Truth: i % 10 / 10.0, Labeled: i < 100))
            .Select(v => v.Labeled ? new LabeledValue { Judge = v.Truth + 0.2, Human = v.Truth } : new LabeledValue { Judge = v.Truth + 0.2 });
        await call.RequestStream.WriteAsync(new EstimatePredictionPoweredRequest { Values = new LabeledValueBatch { Values = { values } } });
        await call.RequestStream.CompleteAsync();
        var response = await call;

        (response.Labeled, response.Unlabeled).Should().Be((100, 900));
        response.JudgeBias.Should().BeApproximately(0.2, 1e-12);
        response.JudgeOnly.Should().BeApproximately(0.65, 1e-12);
        response.Estimate.Value.Should().BeApproximately(0.45, 1e-12);
        (response.Estimate.High - response.Estimate.Low).Should().BeLessThan(0.5 * (response.HumanOnly.High - response.HumanOnly.Low));
        response.Weight.Should().BeGreaterThan(0.8);
    }

    [Fact]
    public async Task A_dataset_is_assessed()
    {
        using var call = Client.AssessDataset(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AssessDatasetRequest
        {
            Settings = new QualitySettings { Systems = { "good", "same", "bad" }, BalanceOf = { "topic" } },
        });
        var topics = Enumerable.Range(0, 60).Select(i => new QualityTopic
        {
            QueryId = $"q{i:D2}",
            Text = i == 59 ? "一只黑色的猫在沙发上！" : i == 58 ? "一只黑色的猫在沙发上" : $"查询第{i * 7919}号，内容{(char)('一' + i * 37)}{(char)('丁' + i * 91)}",
            Relevant = i < 6 ? 0 : i,
            Attributes = { ["topic"] = i < 30 ? "food" : "animal" },
            Values = { i < 5 ? 0 : 0.9 + i % 3 * 0.05, i < 5 ? 0 : 0.9 + (i + 1) % 3 * 0.05, i < 5 ? 0 : 0.3 + i % 2 * 0.1 },
        });
        await call.RequestStream.WriteAsync(new AssessDatasetRequest { Topics = new QualityTopicBatch { Topics = { topics } } });
        await call.RequestStream.CompleteAsync();
        var response = await call;

        response.SystemPairs.Should().Be(3);
        response.DiscriminativePower.Should().BeApproximately(2 / 3.0, 1e-12);
        response.OrderStability.Value.Should().BeInRange(0.3, 1);
        response.TooHard.Should().Be(5);
        response.TooEasy.Should().Be(0);
        response.QueriesWithoutRelevant.Should().Be(6);
        response.Relevant.Maximum.Should().Be(59);
        response.Balance.Single().Evenness.Should().BeApproximately(1, 1e-12);
        response.SimilarQueries.Should().ContainSingle().Which.Should().Be(new SimilarQueries { First = "q58", Second = "q59", Similarity = 1 });
        response.DetectableDifference.Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Pairs_that_match_or_do_not(int resamples)
    {
        using var call = Client.EvaluateMatching(cancellationToken: TestContext.Current.CancellationToken);
        var bootstrap = new BootstrapSettings { Resamples = resamples };
        await call.RequestStream.WriteAsync(new EvaluateMatchingRequest { Settings = new MatchingSettings { Bootstrap = bootstrap } });
        // scikit-learn's example of roc_auc_score and average_precision_score: 0.75 and 0.8333.
        var pairs = new[] { (false, 0.1), (false, 0.4), (true, 0.35), (true, 0.8) }.Select(p => new MatchingPair { Matches = p.Item1, Score = p.Item2 });
        await call.RequestStream.WriteAsync(new EvaluateMatchingRequest { Pairs = new MatchingPairBatch { Pairs = { pairs } } });
        await call.RequestStream.CompleteAsync();
        var response = await call;

        (response.Pairs, response.Matching).Should().Be((4, 2));
        response.RocAuc.Value.Should().Be(0.75);
        response.AveragePrecision.Value.Should().BeApproximately(0.8333333333333333, 1e-15);
        (response.Accuracy.Value, response.AccuracyThreshold).Should().Be((0.75, 0.8));
        (response.F1.Value, response.F1Threshold).Should().Be((0.8, 0.35));
    }

    [Fact]
    public async Task Requests_that_say_nothing_are_refused()
    {
        (await FluentActions.Awaiting(() => ThresholdsAsync(new ThresholdSettings(), [])).Should().ThrowAsync<RpcException>())
            .Which.Status.Detail.Should().Contain("at least two");
        (await FluentActions.Awaiting(() => ThresholdsAsync(new ThresholdSettings { WantedPrecision = 1 }, [])).Should().ThrowAsync<RpcException>())
            .Which.Status.Detail.Should().Contain("wanted_precision");

        using var call = Client.EvaluateMatching(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();
        (await FluentActions.Awaiting(async () => await call).Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("settings");
    }

    private async Task<AnalyzeThresholdsResponse> ThresholdsAsync(ThresholdSettings settings, IEnumerable<Topic> topics)
    {
        using var call = Client.AnalyzeThresholds(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AnalyzeThresholdsRequest { Settings = settings });
        if (topics.Any())
            await call.RequestStream.WriteAsync(new AnalyzeThresholdsRequest { Topics = new TopicBatch { Topics = { topics } } });
        await call.RequestStream.CompleteAsync();
        return await call;
    }
}
