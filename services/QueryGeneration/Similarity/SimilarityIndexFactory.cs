using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Configuration;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.QueryGeneration.Similarity;

/// <summary>Chooses how meaning is compared: by a sentence embedder of the Encoder where there is one, else by characters.</summary>
internal sealed class SimilarityIndexFactory(IServiceProvider services, IOptions<QueryGenerationOptions> options)
{
    /// <summary>An empty index, and why it compares characters; empty when it does not.</summary>
    /// <param name="requested">Name of a sentence embedder that must be used; empty: the configured one, else any.</param>
    /// <param name="cancellationToken">Ends the wait for the Encoder.</param>
    /// <exception cref="BenchException">FailedPrecondition: a named embedder cannot be used.</exception>
    public async Task<(ISimilarityIndex Index, string Note)> CreateAsync(string requested, CancellationToken cancellationToken)
    {
        var name = requested.Length > 0 ? requested : options.Value.SentenceModel ?? "";
        try
        {
            // Made here, not injected: without an address of the Encoder no client can be made, and characters do as well.
            var encoder = services.GetRequiredService<EncoderService.EncoderServiceClient>();
            var found = await FindAsync(encoder, name, cancellationToken);
            if (found is not null)
                return (new EmbeddingIndex(encoder, found), "");
            return name.Length == 0
                ? (new CharacterNGramIndex(), "The Encoder has no sentence embedder.")
                : throw new BenchException(ErrorKind.FailedPrecondition, $"The Encoder has no model '{name}' that encodes texts: add it, or leave sentence_model empty.", "options.sentence_model");
        }
        catch (RpcException e) when (name.Length == 0 && e.StatusCode != StatusCode.Cancelled)
        {
            return (new CharacterNGramIndex(), $"The Encoder cannot be asked: {e.StatusCode}.");
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Cancelled)
        {
            throw new BenchException(ErrorKind.FailedPrecondition, $"The Encoder cannot be asked for model '{name}': {e.Status.Detail}", "options.sentence_model", e);
        }
        catch (BenchException e) when (name.Length == 0 && e.Kind == ErrorKind.FailedPrecondition)
        {
            return (new CharacterNGramIndex(), e.Message);
        }
    }

    private static async Task<Model?> FindAsync(EncoderService.EncoderServiceClient encoder, string name, CancellationToken cancellationToken)
    {
        var request = new ListModelsRequest();
        do
        {
            var page = await encoder.ListModelsAsync(request, cancellationToken: cancellationToken);
            var found = page.Models.FirstOrDefault(m => name.Length == 0 ? m.Kind == ModelKind.Text : m.Name == name && m.Kind != ModelKind.Image);
            if (found is not null)
                return found;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return null;
    }
}
