using Grpc.Core;
using ImageSearchBench.Hosting.Errors;
using MilvusStatus = ImageSearchBench.Index.Milvus.Wire.Status;

namespace ImageSearchBench.Index.Milvus;

/// <summary>What Milvus' answers mean: success, try again, or which kind of failure.</summary>
internal static class MilvusErrors
{
    public const int CollectionNotFound = 100;
    public const int NotLoaded = 101;

    private const int LegacyCollectionNotFound = 4;
    private const int LegacyIllegalArgument = 5;
    private const int LegacyForceDeny = 48;
    private const int LegacyRateLimit = 49;

    // Codes that newer servers mark as retriable; older ones (before 2.4) do not have the mark.
    private static readonly HashSet<int> Retriable = [1, 2, 4, 8, 12, 103, 106, 202, 1002, 1807, 2200, 2307, 2308, 2309, 2310, 2311, 2312, 2313];

    /// <summary>New servers set <c>code</c>, old ones <c>error_code</c>: success is both zero.</summary>
    public static bool IsSuccess(MilvusStatus? status) => status is null || (status.Code == 0 && status.ErrorCode == 0);

    public static bool IsCollectionNotFound(MilvusStatus status) =>
        status.Code == CollectionNotFound || (status.Code == 0 && status.ErrorCode == LegacyCollectionNotFound);

    public static bool MayRetry(MilvusStatus status) =>
        status.Retriable || Retriable.Contains(status.Code) || (status.Code == 0 && status.ErrorCode == LegacyRateLimit);

    /// <summary>A connection that is down or broke may work when it is made again; every call here can be repeated.</summary>
    public static bool MayRetry(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Aborted;

    public static BenchException ToException(MilvusStatus status, string call)
    {
        var code = status.Code;
        var kind = code switch
        {
            CollectionNotFound or 200 or 800 => ErrorKind.NotFound,
            3 or 7 or 8 or 9 or 12 => ErrorKind.ResourceExhausted,
            1 or 2 or 4 or 103 or 106 or 202 => ErrorKind.Unavailable,
            NotLoaded or 104 or 105 or 700 or 701 or 702 or 1600 or 1601 or 1602 => ErrorKind.FailedPrecondition,
            >= 1100 and <= 1102 or 1700 => ErrorKind.InvalidArgument,
            1400 => ErrorKind.Unauthenticated,
            1401 => ErrorKind.PermissionDenied,
            10000 => ErrorKind.Cancelled,
            10001 => ErrorKind.DeadlineExceeded,
            0 => status.ErrorCode switch
            {
                LegacyCollectionNotFound => ErrorKind.NotFound,
                LegacyIllegalArgument => ErrorKind.InvalidArgument,
                LegacyForceDeny or LegacyRateLimit => ErrorKind.ResourceExhausted,
                _ => ErrorKind.Internal,
            },
            _ => ErrorKind.Internal,
        };
        return new BenchException(kind, $"Milvus refused {call} (code {code}, {status.ErrorCode}): {status.Reason}");
    }

    public static BenchException ToException(RpcException exception, string call, string address) => exception.StatusCode switch
    {
        StatusCode.Unauthenticated => new BenchException(
            ErrorKind.Unauthenticated, $"Milvus at {address} refused the credentials: set Index:Milvus:User and Password, or Token.", innerException: exception),
        StatusCode.PermissionDenied => new BenchException(
            ErrorKind.PermissionDenied, $"The user of Index:Milvus:User may not {call} on Milvus at {address}.", innerException: exception),
        StatusCode.Unavailable => new BenchException(
            ErrorKind.Unavailable, $"Milvus at {address} cannot be reached ({exception.Status.Detail}): is it running, and Index:Milvus:Address right?", innerException: exception),
        StatusCode.Unimplemented => new BenchException(
            ErrorKind.Unimplemented, $"Milvus at {address} does not know {call}: it needs a newer version.", innerException: exception),
        StatusCode.ResourceExhausted => new BenchException(
            ErrorKind.ResourceExhausted, $"A message of {call} is larger than Milvus at {address} takes: lower Index:Milvus:MaxBatchBytes.", innerException: exception),
        _ => StatusMap.FromRpc(exception),
    };
}
