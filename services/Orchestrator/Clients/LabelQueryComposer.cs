using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>Query texts of label sets from QueryGeneration, over one stream.</summary>
internal sealed class LabelQueryComposer(QueryGenerationService.QueryGenerationServiceClient client, CancellationToken cancellationToken)
    : IDisposable
{
    /// <summary>Label sets in one request, at most.</summary>
    public const int MaxBatch = 1000;

    private const string Service = "QueryGeneration";

    private readonly AsyncDuplexStreamingCall<ComposeLabelQueriesRequest, ComposeLabelQueriesResponse> _call =
        client.ComposeLabelQueries(cancellationToken: cancellationToken);

    /// <summary>Writes the queries of some label sets.</summary>
    /// <param name="names">For each set the names of its labels in the language.</param>
    /// <param name="styles">Styles wanted: <c>word</c>, <c>sentence</c>.</param>
    /// <param name="language"><c>zh</c> or <c>en</c>.</param>
    /// <returns>For each set one text for each style, in order.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> ComposeAsync(
        IReadOnlyList<IReadOnlyList<string>> names, IReadOnlyList<string> styles, string language)
    {
        var request = new ComposeLabelQueriesRequest { Language = language };
        request.Styles.AddRange(styles.Select(Style));
        for (var i = 0; i < names.Count; i++)
            request.LabelSets.Add(new LabelSet { Id = i.ToString(System.Globalization.CultureInfo.InvariantCulture), Names = { names[i] } });

        try
        {
            await _call.RequestStream.SendAsync(Service, request, cancellationToken);
            if (!await _call.ResponseStream.MoveNext(cancellationToken))
                throw new BenchException(ErrorKind.Internal, $"{Service} ended the stream before it had answered.");
        }
        catch (RpcException e)
        {
            throw ServiceCalls.Fault(Service, e, cancellationToken);
        }

        var outcomes = _call.ResponseStream.Current.Outcomes;
        if (outcomes.Count != names.Count)
            throw new BenchException(ErrorKind.Internal, $"{Service} answered {outcomes.Count} of {names.Count} label sets.");
        return outcomes.Select((outcome, i) => Texts(outcome, names[i], styles.Count)).ToArray();
    }

    public void Dispose() => _call.Dispose();

    private static string[] Texts(ComposeOutcome outcome, IReadOnlyList<string> names, int styles)
    {
        if (outcome.Error is { } error)
            throw StatusMap.FromStatus(error);
        return outcome.Queries.Count == styles
            ? outcome.Queries.Select(q => q.Text).ToArray()
            : throw new BenchException(ErrorKind.Internal, $"{Service} wrote {outcome.Queries.Count} of {styles} queries for {string.Join(", ", names)}.");
    }

    private static QueryStyle Style(string style) => style switch
    {
        "word" => QueryStyle.Word,
        "sentence" => QueryStyle.Sentence,
        _ => throw BenchException.Invalid($"The style '{style}' is unknown: choose word or sentence.", "styles"),
    };
}
