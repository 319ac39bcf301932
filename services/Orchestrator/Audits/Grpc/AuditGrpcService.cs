using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Audits.Grpc;

/// <summary>Finished audits over gRPC.</summary>
internal sealed class AuditGrpcService(AuditStore audits) : AuditService.AuditServiceBase
{
    public override async Task<GetAuditResponse> GetAudit(GetAuditRequest request, ServerCallContext context)
    {
        var audit = await audits.GetAsync(request.AuditId, context.CancellationToken);
        return new GetAuditResponse { Audit = audit.ToProto(audits.FolderOf(audit.Id)) };
    }
}
