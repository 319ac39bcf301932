using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace ImageSearchBench.Hosting.Errors;

/// <summary>The one place where failures become gRPC statuses, and statuses failures again.</summary>
public static class StatusMap
{
    /// <summary>The <c>domain</c> of every <see cref="ErrorInfo"/> of this product.</summary>
    public const string Domain = "imagesearchbench";

    /// <summary>The status of a failure, with <see cref="ErrorInfo"/> and, where a field is at fault, <see cref="BadRequest"/>.</summary>
    public static RpcStatus ToStatus(Exception exception) => exception switch
    {
        BenchException e => Build(ToCode(e.Kind), e.Message, ToReason(e.Kind), e.Field),
        RpcException e => e.GetRpcStatus() ?? Build((Code)e.StatusCode, e.Status.Detail, ToReason(ToKind(e.StatusCode)), field: null),
        OperationCanceledException => Build(Code.Cancelled, "The call was cancelled.", "CANCELLED", field: null),
        // What an unforeseen fault says is for the log: it may hold paths or secrets.
        _ => Build(Code.Internal, "Internal error; the server's log has the details.", "INTERNAL", field: null),
    };

    /// <summary>What a caller of another service makes of its failure.</summary>
    public static BenchException FromRpc(RpcException exception) =>
        new(ToKind(exception.StatusCode), exception.Status.Detail, FieldOf(exception), exception);

    /// <summary>What an item's status in a stream says, as an exception.</summary>
    public static BenchException FromStatus(RpcStatus status) => new(ToKind((StatusCode)status.Code), status.Message);

    private static string? FieldOf(RpcException exception) =>
        exception.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.FirstOrDefault()?.Field;

    private static RpcStatus Build(Code code, string message, string reason, string? field)
    {
        var status = new RpcStatus
        {
            Code = (int)code,
            Message = message,
            Details = { Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason }) },
        };
        if (field is not null)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = field, Description = message };
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        }

        return status;
    }

    private static Code ToCode(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => Code.InvalidArgument,
        ErrorKind.NotFound => Code.NotFound,
        ErrorKind.AlreadyExists => Code.AlreadyExists,
        ErrorKind.FailedPrecondition => Code.FailedPrecondition,
        ErrorKind.Aborted => Code.Aborted,
        ErrorKind.ResourceExhausted => Code.ResourceExhausted,
        ErrorKind.Unavailable => Code.Unavailable,
        ErrorKind.DataLoss => Code.DataLoss,
        ErrorKind.PermissionDenied => Code.PermissionDenied,
        ErrorKind.Unauthenticated => Code.Unauthenticated,
        ErrorKind.Cancelled => Code.Cancelled,
        ErrorKind.DeadlineExceeded => Code.DeadlineExceeded,
        ErrorKind.Unimplemented => Code.Unimplemented,
        _ => Code.Internal,
    };

    private static ErrorKind ToKind(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange => ErrorKind.InvalidArgument,
        StatusCode.NotFound => ErrorKind.NotFound,
        StatusCode.AlreadyExists => ErrorKind.AlreadyExists,
        StatusCode.FailedPrecondition => ErrorKind.FailedPrecondition,
        StatusCode.Aborted => ErrorKind.Aborted,
        StatusCode.ResourceExhausted => ErrorKind.ResourceExhausted,
        StatusCode.Unavailable => ErrorKind.Unavailable,
        StatusCode.DataLoss => ErrorKind.DataLoss,
        StatusCode.PermissionDenied => ErrorKind.PermissionDenied,
        StatusCode.Unauthenticated => ErrorKind.Unauthenticated,
        StatusCode.Cancelled => ErrorKind.Cancelled,
        StatusCode.DeadlineExceeded => ErrorKind.DeadlineExceeded,
        StatusCode.Unimplemented => ErrorKind.Unimplemented,
        _ => ErrorKind.Internal,
    };

    // Reasons are UPPER_SNAKE_CASE by the rules of google.rpc.ErrorInfo.
    private static string ToReason(ErrorKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
