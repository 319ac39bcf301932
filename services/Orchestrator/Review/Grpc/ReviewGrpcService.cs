using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Grpc;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Review.Grpc;

/// <summary>Review by people over gRPC.</summary>
internal sealed class ReviewGrpcService(ReviewStore reviews, ReviewDecisions decisions, JobQueue jobs) : ReviewService.ReviewServiceBase
{
    private const int ChunkBytes = 64 << 10;

    public override async Task<GetReviewProgressResponse> GetReviewProgress(GetReviewProgressRequest request, ServerCallContext context)
    {
        await jobs.GetAsync(request.JobId, context.CancellationToken);
        var stages = await reviews.GetProgressAsync(request.JobId, context.CancellationToken);
        return new GetReviewProgressResponse { Stages = { stages.Select(s => s.ToProto()) } };
    }

    public override async Task<ListReviewItemsResponse> ListReviewItems(ListReviewItemsRequest request, ServerCallContext context)
    {
        var size = Paging.Size(request.PageSize, defaultSize: 100);
        var after = request.PageToken.Length == 0 ? ReviewPlace.Start : ReviewMapping.ReadToken(request.PageToken);
        var filter = new ReviewFilter(ReviewMapping.ToFilter(request.Decision), request.HasGroup ? request.Group : null);
        var found = await reviews.ListAsync(request.JobId, request.Stage, filter, after, size + 1, context.CancellationToken);
        if (found.Count == 0)
            await RequireStageAsync(request.JobId, request.Stage, context.CancellationToken);
        return new ListReviewItemsResponse
        {
            Items = { found.Take(size).Select(i => i.ToProto()) },
            NextPageToken = found.Count > size ? ReviewMapping.Token(found[size - 1].Place) : "",
        };
    }

    public override async Task<DecideReviewItemsResponse> DecideReviewItems(DecideReviewItemsRequest request, ServerCallContext context)
    {
        var changes = ReviewRequests.Read(request);
        var items = await decisions.DecideAsync(request.JobId, request.Stage, changes, request.Reviewer, context.CancellationToken);
        return new DecideReviewItemsResponse { Items = { items.Select(i => i.ToProto()) } };
    }

    public override async Task<UndoReviewItemsResponse> UndoReviewItems(UndoReviewItemsRequest request, ServerCallContext context)
    {
        var undos = ReviewRequests.Read(request);
        var items = await decisions.UndoAsync(request.JobId, request.Stage, undos, request.Reviewer, context.CancellationToken);
        return new UndoReviewItemsResponse { Items = { items.Select(i => i.ToProto()) } };
    }

    public override async Task<AddReviewItemsResponse> AddReviewItems(AddReviewItemsRequest request, ServerCallContext context)
    {
        var additions = ReviewRequests.Read(request);
        var items = await decisions.AddAsync(request.JobId, request.Stage, additions, request.Reviewer, context.CancellationToken);
        return new AddReviewItemsResponse { Items = { items.Select(i => i.ToProto()) } };
    }

    public override async Task<CompleteReviewResponse> CompleteReview(CompleteReviewRequest request, ServerCallContext context)
    {
        var pending = ReviewRequests.Read(request);
        var review = await decisions.CompleteAsync(request.JobId, request.Stage, pending, request.Reviewer, context.CancellationToken);

        // Also after a repeat: the call before may have got no further than this.
        await jobs.GoOnAsync(request.JobId, CancellationToken.None);
        return new CompleteReviewResponse { Progress = review.ToProto() };
    }

    public override async Task<ListReviewEventsResponse> ListReviewEvents(ListReviewEventsRequest request, ServerCallContext context)
    {
        await reviews.GetAsync(request.JobId, request.Stage, request.Key, context.CancellationToken);
        var events = await reviews.ReadEventsAsync(request.JobId, request.Stage, request.Key, context.CancellationToken);
        return new ListReviewEventsResponse { Events = { events.Select(e => e.ToProto()) } };
    }

    public override async Task ReadReviewImage(
        ReadReviewImageRequest request, IServerStreamWriter<ReadReviewImageResponse> responseStream, ServerCallContext context)
    {
        var item = await reviews.GetAsync(request.JobId, request.Stage, request.Key, context.CancellationToken);
        if (item.Image.Length == 0 || !File.Exists(item.Image))
            throw BenchException.NotFound($"'{request.Key}' has no picture{(item.Image.Length > 0 ? " any more" : "")}.", "key");

        await using var file = DurableFile.OpenRead(item.Image);
        var buffer = new byte[ChunkBytes];
        int read;
        while ((read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.CancellationToken)) > 0)
        {
            await responseStream.WriteAsync(
                new ReadReviewImageResponse { Data = ByteString.CopyFrom(buffer, 0, read) }, context.CancellationToken);
        }
    }

    private async Task RequireStageAsync(string jobId, string stage, CancellationToken cancellationToken)
    {
        var stages = await reviews.GetProgressAsync(jobId, cancellationToken);
        if (!stages.Any(s => s.Stage == stage))
            throw ReviewFaults.NoStage(jobId, stage);
    }
}
