using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Writing;

/// <summary>Queries that a model wrote.</summary>
/// <param name="Texts">Different texts, at least one.</param>
/// <param name="Provenance">How they came to be.</param>
internal sealed record WrittenQueries(IReadOnlyList<string> Texts, Provenance Provenance);

/// <summary>Collects different good texts over as many replies as it takes. What is kept is exactly what was checked.</summary>
internal sealed class QueryCollector(Language language, WritingOptions options, IEnumerable<string> taken)
{
    /// <summary>The form of an answer.</summary>
    public static readonly JsonShape Shape = new(
        "queries",
        """{"type":"object","properties":{"queries":{"type":"array","items":{"type":"string"}}},"required":["queries"],"additionalProperties":false}""");

    private readonly HashSet<string> _keys = [.. taken.Select(TextKey.Of)];
    private readonly List<string> _texts = [];

    /// <summary>What was collected.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Takes what is good; of use when enough is there.</summary>
    public Reading<QueryCollector> Read(ModelReply reply)
    {
        if (!JsonReply.TryRead<Answer>(reply.Text, out var answer))
            return Reading<QueryCollector>.Unusable("it holds no JSON of the form asked for.");
        var fault = "it holds no query.";
        foreach (var query in answer.Queries)
        {
            var text = TextKey.Tidy(query);
            if (Fault(text) is { } wrong)
                fault = wrong;
            else if (_texts.Count < options.Variants)
                _texts.Add(text);
        }

        return _texts.Count >= options.Variants ? Reading<QueryCollector>.Of(this) : Reading<QueryCollector>.Unusable(fault);
    }

    private string? Fault(string text)
    {
        if (text.Length == 0)
            return "it holds an empty query.";
        if (!Scripts.IsIn(text, language))
            return $"'{text}' is not in '{language.Tag()}'.";
        if (Scripts.LengthIn(text, language) > options.MaxLength)
            return $"'{text}' is longer than {options.MaxLength}.";
        return _keys.Add(TextKey.Of(text)) ? null : $"'{text}' was there before.";
    }

    private sealed record Answer(IReadOnlyList<string> Queries);
}
