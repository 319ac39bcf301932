using Google.Protobuf.Collections;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Comparison;
using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Statistics;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>Requests as the domain sees them; every default and limit of the contract is applied here.</summary>
internal static class RequestMapping
{
    public static EvaluationPlan ToPlan(EvaluateSettings settings, CancellationToken stop) => new(
        MeasureParser.ParseAll(settings.Measures.Count == 0 ? [.. MeasureCatalog.Defaults] : settings.Measures),
        ToLevel(settings.RelevanceLevel),
        ToPlan(settings.Bootstrap, stop),
        [.. settings.SliceBy],
        Within(settings.CurveDepth, 50, 1000, "settings.curve_depth"),
        settings.JudgedOnly,
        Within(settings.MaxHits, int.MaxValue, int.MaxValue, "settings.max_hits"),
        settings.TieOrders == 0 ? 0 : Within(settings.TieOrders, 1, 1000, "settings.tie_orders"));

    public static ComparisonPlan ToPlan(CompareSettings settings, CancellationToken stop)
    {
        RequireNames(settings.Systems, 2, "settings.systems");
        RequireNames(settings.Measures, 1, "settings.measures");
        var differences = (long)settings.Systems.Count * (settings.Systems.Count - 1) / 2 * settings.Measures.Count;
        if (differences > AnswerSize.MostDifferences)
            throw BenchException.Invalid(
                $"{settings.Systems.Count} systems and {settings.Measures.Count} measures make {differences} differences; one call gives {AnswerSize.MostDifferences} at most.",
                "settings.systems");
        return new ComparisonPlan(
            [.. settings.Systems], [.. settings.Measures], ToPlan(settings.Bootstrap, stop),
            Within(settings.Permutations, 10_000, 1_000_000, "settings.permutations"), [.. settings.SliceBy]);
    }

    public static BootstrapPlan ToPlan(BootstrapSettings? settings, CancellationToken stop)
    {
        settings ??= new BootstrapSettings();
        return new BootstrapPlan(
            Within(settings.Resamples, 1000, 100_000, "settings.bootstrap.resamples"),
            ToConfidence(settings.Confidence, "settings.bootstrap.confidence"), settings.Seed)
        { Stop = stop };
    }

    /// <summary>A coverage; 0 means 0.95.</summary>
    public static double ToConfidence(double confidence, string field) => confidence switch
    {
        0 => 0.95,
        > 0 and < 1 => confidence,
        _ => throw BenchException.Invalid($"{field} is {confidence}; it must be above 0 and below 1.", field),
    };

    public static TopicInput ToInput(Topic topic)
    {
        var input = new TopicInput(
            topic.QueryId, new string[topic.Judgments.Count], new int[topic.Judgments.Count], new string[topic.Hits.Count],
            new double[topic.Hits.Count]);
        for (var i = 0; i < topic.Judgments.Count; i++)
            (input.JudgedIds[i], input.Grades[i]) = (topic.Judgments[i].DocumentId, topic.Judgments[i].Grade);
        for (var i = 0; i < topic.Hits.Count; i++)
            (input.HitIds[i], input.Scores[i]) = (topic.Hits[i].DocumentId, topic.Hits[i].Score);
        return input;
    }

    public static PairedTopicValues ToValues(PairedTopic topic, ComparisonPlan plan)
    {
        if (topic.Systems.Count != plan.Systems.Count)
            throw BenchException.Invalid(
                $"Query '{topic.QueryId}' has values of {topic.Systems.Count} systems; the settings name {plan.Systems.Count}.", "topics.systems");
        var values = new double[plan.Systems.Count * plan.Measures.Count];
        for (var system = 0; system < plan.Systems.Count; system++)
        {
            var given = topic.Systems[system].Values;
            if (given.Count != plan.Measures.Count)
                throw BenchException.Invalid(
                    $"Query '{topic.QueryId}', system '{plan.Systems[system]}' has {given.Count} values; the settings name {plan.Measures.Count} measures.",
                    "topics.systems.values");
            given.CopyTo(values, system * plan.Measures.Count);
        }

        if (values.Any(v => !double.IsFinite(v)))
            throw BenchException.Invalid($"Query '{topic.QueryId}' has a value that is not finite.", "topics.systems.values");
        return new PairedTopicValues(topic.QueryId, topic.Attributes, values);
    }

    /// <summary>A relevance level; 0 means 1.</summary>
    public static int ToLevel(int level) =>
        level >= 0 ? Math.Max(1, level) : throw BenchException.Invalid($"relevance_level is {level}; it must not be negative.", "settings.relevance_level");

    /// <summary>A number from 1 to its limit; 0 means the default.</summary>
    public static int Within(int value, int byDefault, int limit, string field) => value switch
    {
        0 => byDefault,
        _ when value > 0 && value <= limit => value,
        _ => throw BenchException.Invalid($"{field} is {value}; it must be from 1 to {limit}, or 0 for {byDefault}.", field),
    };

    /// <summary>Names that are neither empty nor twice there.</summary>
    public static void RequireNames(RepeatedField<string> names, int atLeast, string field)
    {
        if (names.Count < atLeast)
            throw BenchException.Invalid($"{field} names {names.Count}; name at least {atLeast}.", field);
        if (names.Any(string.IsNullOrEmpty) || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            throw BenchException.Invalid($"{field} has an empty name or the same name twice.", field);
    }
}
