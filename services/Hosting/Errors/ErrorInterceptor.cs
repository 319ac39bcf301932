using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Hosting.Errors;

/// <summary>Turns every exception of a call into its status; unforeseen ones are logged and never shown.</summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        // A caller that went away shows up in many guises (broken pipes, disposed streams); none of them is this program's fault.
        var gone = context.CancellationToken.IsCancellationRequested;
        if (!gone && exception is not (BenchException or RpcException or OperationCanceledException))
            LogFault(logger, exception, context.Method);

        return gone && exception is not (BenchException or RpcException)
            ? new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."))
            : StatusMap.ToStatus(exception).ToRpcException();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Unforeseen fault in {Method}")]
    private static partial void LogFault(ILogger logger, Exception exception, string method);
}
