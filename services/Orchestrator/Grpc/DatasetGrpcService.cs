using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Storage;
using Dataset = ImageSearchBench.Orchestrator.Datasets.Dataset;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Finished datasets over gRPC.</summary>
internal sealed class DatasetGrpcService(DatasetStore datasets, DatasetRemover remover) : DatasetService.DatasetServiceBase
{
    private const int ChunkBytes = 64 << 10;

    public override async Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context)
    {
        var page = Paging.Read(request.PageSize, request.PageToken, defaultSize: 50);
        var found = await datasets.ListAsync(page.Before, page.Size + 1, context.CancellationToken);
        var response = new ListDatasetsResponse { NextPageToken = Paging.NextToken(found.Select(f => f.Sequence).ToArray(), page.Size) };
        response.Datasets.AddRange(found.Take(page.Size).Select(f => ToProto(f.Dataset)));
        return response;
    }

    public override async Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        new() { Dataset = ToProto(await datasets.GetAsync(request.Dataset, context.CancellationToken)) };

    public override async Task<DeleteDatasetResponse> DeleteDataset(DeleteDatasetRequest request, ServerCallContext context)
    {
        await remover.RemoveAsync(request.Dataset, context.CancellationToken);
        return new DeleteDatasetResponse();
    }

    public override async Task<ListQueriesResponse> ListQueries(ListQueriesRequest request, ServerCallContext context)
    {
        var size = Paging.Size(request.PageSize, defaultSize: 100);
        var skip = request.PageToken.Length == 0 ? 0 : Paging.Number(request.PageToken);
        var dataset = await datasets.GetAsync(request.Dataset, context.CancellationToken);
        await using var reader = await DatasetReader.OpenAsync(dataset, context.CancellationToken);
        var response = new ListQueriesResponse();
        await foreach (var query in reader.ReadQueriesAsync(context.CancellationToken))
        {
            if (skip-- > 0)
                continue;
            if (response.Queries.Count == size)
            {
                var next = (request.PageToken.Length == 0 ? 0 : Paging.Number(request.PageToken)) + size;
                response.NextPageToken = next.ToString(System.Globalization.CultureInfo.InvariantCulture);
                break;
            }

            var judgments = await reader.ReadJudgmentsAsync(query.Id, context.CancellationToken);
            response.Queries.Add(ToProto(query, judgments.Count(j => j.Grade > 0)));
        }

        return response;
    }

    public override async Task ReadImage(
        ReadImageRequest request, IServerStreamWriter<ReadImageResponse> responseStream, ServerCallContext context)
    {
        var dataset = await datasets.GetAsync(request.Dataset, context.CancellationToken);
        await using var reader = await DatasetReader.OpenAsync(dataset, context.CancellationToken);
        await using var file = DurableFile.OpenRead(await reader.FindImageFileAsync(request.ImageId, context.CancellationToken));
        var buffer = new byte[ChunkBytes];
        int read;
        while ((read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.CancellationToken)) > 0)
        {
            await responseStream.WriteAsync(
                new ReadImageResponse { Data = ByteString.CopyFrom(buffer, 0, read) }, context.CancellationToken);
        }
    }

    private static Proto.Dataset ToProto(Dataset dataset) => new()
    {
        Hash = dataset.Hash,
        Name = dataset.Name,
        Kind = dataset.Kind,
        Images = dataset.Images,
        Queries = dataset.Queries,
        Judgments = dataset.Judgments,
        SkippedImages = dataset.SkippedImages,
        CreateTime = dataset.CreateTime.ToTimestamp(),
        Directory = dataset.Directory,
        Counts = { dataset.Counts.ToDictionary() },
    };

    private static Proto.DatasetQuery ToProto(Datasets.DatasetQuery query, int relevant) => new()
    {
        Id = query.Id,
        Text = query.Text,
        Language = query.Language,
        Style = query.Style,
        Level = query.Level,
        Labels = { query.Labels },
        Relevant = relevant,
        Topic = query.Topic,
    };
}
