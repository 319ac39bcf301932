using Grpc.Core;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>Failures of calls to other services, as failures of this one that say which service it was.</summary>
internal static class ServiceCalls
{
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
