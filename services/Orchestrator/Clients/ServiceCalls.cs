using Grpc.Core;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>Failures of calls to other services, as failures of this one that say which service it was.</summary>
internal static class ServiceCalls
{
    /// <summary>Sends a request on a stream. A connection that breaks meanwhile, as when the other process dies, is a failure that may pass.</summary>
    public static async Task SendAsync<TRequest>(
        this IClientStreamWriter<TRequest> stream, string service, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(request, cancellationToken);
        }
        catch (IOException e)
        {
            throw Fault(service, new RpcException(new Status(StatusCode.Unavailable, e.Message, e)), cancellationToken);
        }
    }

    public static BenchException Fault(string service, RpcException exception, CancellationToken cancellationToken)
    {
        // A call that was cut off here is no failure of the other side.
        cancellationToken.ThrowIfCancellationRequested();
        var fault = StatusMap.FromRpc(exception);
        return fault.Kind is ErrorKind.Unavailable
            ? new BenchException(ErrorKind.Unavailable, $"The {service} cannot be reached: {fault.Message} Is it running, and is Services__{service} its address?", innerException: exception)
            : new BenchException(fault.Kind, $"{service}: {fault.Message}", fault.Field, exception);
    }
}
