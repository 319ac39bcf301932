using Google.Protobuf.Collections;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Agreement;
using ImageSearchBench.Evaluator.Failures;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Quality;
using ImageSearchBench.Evaluator.Thresholds;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>Requests of analyses as the domain sees them; every default and limit of the contract is applied here.</summary>
internal static class AnalysisRequests
{
    public static ThresholdPlan ToPlan(ThresholdSettings settings, CancellationToken stop)
    {
        var wanted = settings.WantedPrecision == 0 ? 0.9 : settings.WantedPrecision;
        if (!(wanted is > 0 and < 1))
            throw BenchException.Invalid($"wanted_precision is {wanted}; it must be above 0 and below 1.", "settings.wanted_precision");
        return new ThresholdPlan(
            RequestMapping.ToLevel(settings.RelevanceLevel), wanted, RequestMapping.Within(settings.CurvePoints, 50, 1000, "settings.curve_points"),
            RequestMapping.ToPlan(settings.Bootstrap, stop), [.. settings.SliceBy]);
    }

    public static AgreementPlan ToPlan(AgreementSettings settings, CancellationToken stop)
    {
        RequestMapping.RequireNames(settings.Systems, 0, "settings.systems");
        return new AgreementPlan(RequestMapping.ToLevel(settings.RelevanceLevel), RequestMapping.ToPlan(settings.Bootstrap, stop), [.. settings.Systems]);
    }

    public static AgreementTopicData ToData(AgreementTopic topic, AgreementPlan plan) => new(
        topic.QueryId, [.. topic.Pairs.Select(p => new GradedPair(p.Judge, p.Human))],
        Values(topic.QueryId, topic.JudgeValues, plan.Systems.Count, "topics.judge_values"),
        Values(topic.QueryId, topic.HumanValues, plan.Systems.Count, "topics.human_values"));

    public static FailurePlan ToPlan(FailureSettings settings)
    {
        var below = settings.PoorBelow == 0 ? 0.5 : settings.PoorBelow;
        if (!double.IsFinite(below))
            throw BenchException.Invalid("poor_below is not finite.", "settings.poor_below");
        return new FailurePlan(
            MeasureParser.Parse(settings.Measure.Length == 0 ? "AP" : settings.Measure), below,
            RequestMapping.Within(settings.MaxFailures, 100, 10_000, "settings.max_failures"),
            RequestMapping.Within(settings.Depth, 10, 1000, "settings.depth"), RequestMapping.ToLevel(settings.RelevanceLevel), [.. settings.SliceBy],
            RequestMapping.Within(settings.ListLength, 20, 1000, "settings.list_length"));
    }

    public static FailureTopicData ToData(FailureTopic topic)
    {
        if (topic.Topic is null)
            throw BenchException.Invalid("A topic of a failure analysis carries no topic.", "topics.topic");
        var opinions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var opinion in topic.SecondOpinions)
            opinions[opinion.DocumentId] = opinion.Grade;
        return new FailureTopicData(
            RequestMapping.ToInput(topic.Topic), topic.Topic.Attributes, [.. topic.Labels.Distinct(StringComparer.Ordinal)], opinions, topic.IsCaption);
    }

    public static QualityPlan ToPlan(QualitySettings settings, CancellationToken stop)
    {
        RequestMapping.RequireNames(settings.Systems, 0, "settings.systems");
        var similarity = settings.TextSimilarity == 0 ? 0.8 : settings.TextSimilarity;
        if (!(similarity is > 0 and <= 1))
            throw BenchException.Invalid($"text_similarity is {similarity}; it must be above 0 and at most 1.", "settings.text_similarity");
        return new QualityPlan(
            [.. settings.Systems], RequestMapping.ToPlan(settings.Bootstrap, stop),
            RequestMapping.Within(settings.Permutations, 10_000, 1_000_000, "settings.permutations"), [.. settings.BalanceOf], similarity,
            [.. settings.SliceBy]);
    }

    public static QualityTopicData ToData(QualityTopic topic, QualityPlan plan)
    {
        if (topic.Relevant < 0)
            throw BenchException.Invalid($"Query '{topic.QueryId}' has {topic.Relevant} relevant documents.", "topics.relevant");
        return new QualityTopicData(
            topic.QueryId, topic.Text, topic.Relevant, topic.Attributes, Values(topic.QueryId, topic.Values, plan.Systems.Count, "topics.values"));
    }

    private static double[] Values(string queryId, RepeatedField<double> values, int systems, string field)
    {
        if (values.Count != systems)
            throw BenchException.Invalid($"Query '{queryId}' has {values.Count} values in {field}; the settings name {systems} systems.", field);
        return values.All(double.IsFinite) ? [.. values] : throw BenchException.Invalid($"Query '{queryId}' has a value that is not finite.", field);
    }
}
