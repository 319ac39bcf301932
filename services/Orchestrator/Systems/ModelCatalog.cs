using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>The models of the Encoder.</summary>
internal sealed class ModelCatalog(EncoderClient encoder)
{
    /// <exception cref="BenchException">There is none of that name.</exception>
    public Task<EncoderModel> GetAsync(string name, CancellationToken cancellationToken) => encoder.GetModelAsync(name, cancellationToken);

    /// <summary>Finds out early that there is no such model; an Encoder that cannot be reached now may be there when the job runs.</summary>
    public async Task RequireAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await GetAsync(name, cancellationToken);
        }
        catch (BenchException e) when (e.Kind is ErrorKind.Unavailable or ErrorKind.ResourceExhausted)
        {
            // The job tries again, and says so when it gives up.
        }
    }
}
