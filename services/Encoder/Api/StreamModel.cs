using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Api;

/// <summary>The one model of a stream: named by its first request, held until it ends.</summary>
internal sealed class StreamModel(ModelHost host) : IDisposable
{
    private string _name = "";
    private ModelHost.ModelLease? _lease;

    /// <summary>The model of a request.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: the first request names none, or a later one another.</exception>
    public async Task<LoadedModel> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (_lease is null)
        {
            if (name.Length == 0)
                throw BenchException.Invalid("The first request of a stream must name the model.", "model");
            _lease = await host.AcquireAsync(name, wait: true, cancellationToken);
            _name = name;
        }
        else if (name.Length > 0 && name != _name)
        {
            throw BenchException.Invalid($"The stream began with the model '{_name}' and cannot go on with '{name}': open another stream.", "model");
        }

        return await _lease.Model.WaitAsync(cancellationToken);
    }

    public void Dispose() => _lease?.Dispose();
}
