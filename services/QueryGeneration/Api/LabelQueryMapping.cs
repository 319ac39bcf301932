using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.LabelQueries;
using ImageSearchBench.QueryGeneration.Texts;
using QueryStyle = ImageSearchBench.QueryGeneration.LabelQueries.QueryStyle;
using WireStyle = ImageSearchBench.Contracts.QueryGeneration.V1.QueryStyle;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>Messages of ComposeLabelQueries.</summary>
internal static class LabelQueryMapping
{
    private const int MostLabelSets = 1000;

    public static ComposeLabelQueriesResponse Compose(ComposeLabelQueriesRequest request)
    {
        if (request.LabelSets.Count > MostLabelSets)
            throw BenchException.Invalid($"A request has {request.LabelSets.Count} label sets: send at most {MostLabelSets}.", "label_sets");
        if (request.Styles.Count == 0)
            throw BenchException.Invalid("No style is asked for: give QUERY_STYLE_WORD, QUERY_STYLE_SENTENCE or both.", "styles");
        var styles = request.Styles.Select(ToDomain).ToArray();
        var language = Languages.Parse(request.Language);

        var response = new ComposeLabelQueriesResponse();
        foreach (var set in request.LabelSets)
            response.Outcomes.Add(Compose(set, styles, language));
        return response;
    }

    private static ComposeOutcome Compose(LabelSet set, QueryStyle[] styles, Language language)
    {
        var outcome = new ComposeOutcome { Id = set.Id };
        try
        {
            foreach (var style in styles)
                outcome.Queries.Add(new ComposedQuery { Style = ToWire(style), Text = LabelQueryComposer.Compose(set.Names, style, language) });
        }
        catch (BenchException e)
        {
            outcome.Queries.Clear();
            outcome.Error = StatusMap.ToStatus(e);
        }

        return outcome;
    }

    private static QueryStyle ToDomain(WireStyle style) => style switch
    {
        WireStyle.Word => QueryStyle.Word,
        WireStyle.Sentence => QueryStyle.Sentence,
        WireStyle.Natural => throw BenchException.Invalid(
            "QUERY_STYLE_NATURAL has no fixed template: ask GenerateNaturalQueries for it.", "styles"),
        _ => throw BenchException.Invalid($"Style {(int)style} is not known: give QUERY_STYLE_WORD or QUERY_STYLE_SENTENCE.", "styles"),
    };

    private static WireStyle ToWire(QueryStyle style) => style == QueryStyle.Word ? WireStyle.Word : WireStyle.Sentence;
}
