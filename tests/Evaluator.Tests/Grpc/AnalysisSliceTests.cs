using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Evaluator.Tests.Grpc;

/// <summary>A slice of an analysis is the analysis of the slice.</summary>
public sealed class AnalysisSliceTests : IAsyncLifetime
{
    private ServiceUnderTest _service = null!;

    private AnalysisService.AnalysisServiceClient Client => new(_service.Channel);

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(b => b.AddEvaluator(), a => a.MapEvaluator());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Thresholds_of_a_slice_are_those_of_its_topics_alone()
    {
        var settings = new ThresholdSettings { WantedPrecision = 0.6, CurvePoints = 7, SliceBy = { "level", "style" }, Bootstrap = new BootstrapSettings { Seed = 5 } };
        var all = await ThresholdsAsync(settings, RandomTopics());

        all.Slices.Select(s => (s.Attribute, s.Value)).Should().Equal(("level", "2"), ("level", "10"), ("style", "word"));
        foreach (var slice in all.Slices)
        {
            var own = RandomTopics().Where(t => t.Attributes.TryGetValue(slice.Attribute, out var value) && value == slice.Value);
            var alone = await ThresholdsAsync(settings, own, slice: false);
            slice.Thresholds.Should().Be(alone);
        }
    }

    [Fact]
    public async Task A_curve_with_fewer_points_goes_from_the_first_result_to_the_last()
    {
        var curve = (await ThresholdsAsync(new ThresholdSettings { CurvePoints = 10 }, RandomTopics())).Scales[0].Curve;
        var whole = (await ThresholdsAsync(new ThresholdSettings { CurvePoints = 1000 }, RandomTopics())).Scales[0].Curve;

        curve.Should().HaveCount(10);
        whole.Count.Should().BeInRange(100, 999);
        curve.Select(p => p.Threshold).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        curve[0].Should().Be(whole[0]);
        curve[^1].Should().Be(whole[^1]);
        curve.Should().OnlyContain(p => whole.Contains(p));
        curve.Count(p => p.Shown < whole[0].Shown / 4).Should().BeGreaterThan(4, "most points lie where few results are shown");
    }

    [Fact]
    public async Task More_slices_than_an_answer_holds_are_refused()
    {
        var topics = Enumerable.Range(0, 400).Select(i => Topics.Of($"q{i}", [("a", 1)], [("a", 1)], ("topic", $"t{i / 2}")));

        var refused = await FluentActions.Awaiting(() => ThresholdsAsync(new ThresholdSettings { CurvePoints = 100, SliceBy = { "topic" } }, topics))
            .Should().ThrowAsync<RpcException>();
        refused.Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
        refused.Which.Status.Detail.Should().Contain("slice_by");
    }

    [Fact]
    public async Task The_quality_of_a_slice_is_that_of_its_topics_alone()
    {
        var settings = new QualitySettings { Systems = { "a", "b" }, SliceBy = { "style" } };
        var all = await AssessAsync(settings, QualityTopics());

        all.Slices.Select(s => s.Value).Should().Equal("sentence", "word");
        foreach (var slice in all.Slices)
        {
            var alone = await AssessAsync(new QualitySettings { Systems = { "a", "b" } }, QualityTopics().Where(t => t.Attributes["style"] == slice.Value));
            slice.Assessment.Should().Be(alone);
        }
    }

    private static IEnumerable<Topic> RandomTopics()
    {
        var random = new Random(11);
        for (var i = 0; i < 60; i++)
        {
            (string, double)[] hits = [.. Enumerable.Range(0, 8).Select(h => ($"d{h}", random.NextDouble()))];
            (string, int)[] judged = [.. Enumerable.Range(0, 3).Select(h => ($"d{h}", random.Next(2)))];
            (string, string)[] attributes = i % 20 == 0
                ? [("level", i % 40 == 0 ? "2" : "10"), ("style", i == 0 ? "alone" : "word")]
                : [("level", i % 2 == 0 ? "2" : "10")];
            yield return Topics.Of($"q{i:D2}", judged, hits, attributes);
        }
    }

    private static IEnumerable<QualityTopic> QualityTopics() => Enumerable.Range(0, 50).Select(i => new QualityTopic
    {
        QueryId = $"q{i:D2}",
        Relevant = i % 4,
        Attributes = { ["style"] = i % 3 == 0 ? "word" : "sentence" },
        Values = { i % 7 / 10.0, i % 5 / 5.0 },
    });

    private async Task<AnalyzeThresholdsResponse> ThresholdsAsync(ThresholdSettings settings, IEnumerable<Topic> topics, bool slice = true)
    {
        settings = settings.Clone();
        if (!slice)
            settings.SliceBy.Clear();
        using var call = Client.AnalyzeThresholds(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AnalyzeThresholdsRequest { Settings = settings });
        await call.RequestStream.WriteAsync(new AnalyzeThresholdsRequest { Topics = new TopicBatch { Topics = { topics } } });
        await call.RequestStream.CompleteAsync();
        return await call;
    }

    private async Task<AssessDatasetResponse> AssessAsync(QualitySettings settings, IEnumerable<QualityTopic> topics)
    {
        using var call = Client.AssessDataset(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AssessDatasetRequest { Settings = settings });
        await call.RequestStream.WriteAsync(new AssessDatasetRequest { Topics = new QualityTopicBatch { Topics = { topics } } });
        await call.RequestStream.CompleteAsync();
        return await call;
    }
}
