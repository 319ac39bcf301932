using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Writing;
using DomainLength = ImageSearchBench.QueryGeneration.Writing.ParaphraseLength;
using DomainStyle = ImageSearchBench.QueryGeneration.Writing.ParaphraseStyle;
using ModelRole = ImageSearchBench.QueryGeneration.Models.ModelRole;
using WireOptions = ImageSearchBench.Contracts.QueryGeneration.V1.WritingOptions;
using WritingOptions = ImageSearchBench.QueryGeneration.Writing.WritingOptions;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>GenerateNaturalQueries and ParaphraseQueries.</summary>
internal sealed class WritingCalls(ModelCatalog models, JobRegistry jobs)
{
    private const int MostItems = 1000;

    public async Task GenerateNaturalAsync(
        IAsyncStreamReader<GenerateNaturalQueriesRequest> requests, IServerStreamWriter<GenerateNaturalQueriesResponse> responses, CancellationToken cancellationToken)
    {
        var stream = new RequestStream<GenerateNaturalQueriesRequest, LabelSet>(requests, r => Bounded(r.LabelSets, "label_sets"));
        if (!await stream.BeginAsync(cancellationToken))
            return;
        using var session = GenerationSession.Open(stream.First!.Context, ModelRole.Writer, models, jobs);
        var writer = new NaturalQueryWriter(session.Model, session.Job, session.Language, Options(session, stream.First.Options), session.Seed);
        await ItemStream.RunAsync(
            stream.ItemsAsync(cancellationToken), session.Model.Parallelism, (item, token) => WriteAsync(writer, item, token),
            outcome => new GenerateNaturalQueriesResponse { Outcome = outcome }, responses, cancellationToken);
    }

    public async Task ParaphraseAsync(
        IAsyncStreamReader<ParaphraseQueriesRequest> requests, IServerStreamWriter<ParaphraseQueriesResponse> responses, CancellationToken cancellationToken)
    {
        var stream = new RequestStream<ParaphraseQueriesRequest, ParaphraseItem>(requests, r => Bounded(r.Items, "items"));
        if (!await stream.BeginAsync(cancellationToken))
            return;
        using var session = GenerationSession.Open(stream.First!.Context, ModelRole.Writer, models, jobs);
        var paraphraser = new Paraphraser(session.Model, session.Job, session.Language, Options(session, stream.First.Options), session.Seed);
        await ItemStream.RunAsync(
            stream.ItemsAsync(cancellationToken), session.Model.Parallelism, (item, token) => ParaphraseAsync(paraphraser, item, token),
            outcome => new ParaphraseQueriesResponse { Outcome = outcome }, responses, cancellationToken);
    }

    private static async Task<NaturalQueryOutcome> WriteAsync(NaturalQueryWriter writer, LabelSet set, CancellationToken cancellationToken)
    {
        try
        {
            var written = await writer.WriteAsync(set.Names, cancellationToken);
            return new NaturalQueryOutcome { Id = set.Id, Queries = { written.Texts }, Provenance = written.Provenance.ToWire() };
        }
        catch (Exception e) when (ItemStream.IsOfItem(e))
        {
            return new NaturalQueryOutcome { Id = set.Id, Error = ItemStream.ToStatus(e) };
        }
    }

    private static async Task<ParaphraseOutcome> ParaphraseAsync(Paraphraser paraphraser, ParaphraseItem item, CancellationToken cancellationToken)
    {
        try
        {
            var written = await paraphraser.WriteAsync(item.Text, Style(item), Length(item), cancellationToken);
            return new ParaphraseOutcome { Id = item.Id, Paraphrases = { written.Texts }, Provenance = written.Provenance.ToWire() };
        }
        catch (Exception e) when (ItemStream.IsOfItem(e))
        {
            return new ParaphraseOutcome { Id = item.Id, Error = ItemStream.ToStatus(e) };
        }
    }

    private static WritingOptions Options(GenerationSession session, WireOptions? wanted) =>
        WritingOptions.Create(session.Language, wanted?.Variants ?? 0, wanted?.MaxLength ?? 0, wanted?.MaxAttempts ?? 0);

    private static IReadOnlyCollection<T> Bounded<T>(IReadOnlyCollection<T> items, string field) => items.Count <= MostItems
        ? items
        : throw BenchException.Invalid($"A request has {items.Count} items: send at most {MostItems}.", field);

    private static DomainStyle Style(ParaphraseItem item) => item.Style switch
    {
        Contracts.QueryGeneration.V1.ParaphraseStyle.Unspecified or Contracts.QueryGeneration.V1.ParaphraseStyle.Keywords => DomainStyle.Keywords,
        Contracts.QueryGeneration.V1.ParaphraseStyle.Colloquial => DomainStyle.Colloquial,
        Contracts.QueryGeneration.V1.ParaphraseStyle.Descriptive => DomainStyle.Descriptive,
        _ => throw BenchException.Invalid($"Style {(int)item.Style} is not known.", "items.style"),
    };

    private static DomainLength Length(ParaphraseItem item) => item.Length switch
    {
        Contracts.QueryGeneration.V1.ParaphraseLength.Short => DomainLength.Short,
        Contracts.QueryGeneration.V1.ParaphraseLength.Unspecified or Contracts.QueryGeneration.V1.ParaphraseLength.Medium => DomainLength.Medium,
        Contracts.QueryGeneration.V1.ParaphraseLength.Long => DomainLength.Long,
        _ => throw BenchException.Invalid($"Length {(int)item.Length} is not known.", "items.length"),
    };
}
