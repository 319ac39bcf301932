using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Datasets.Browse;
using ImageSearchBench.Orchestrator.Datasets.Versions;
using ImageSearchBench.Orchestrator.Storage;
using Dataset = ImageSearchBench.Orchestrator.Datasets.Dataset;
using DatasetPart = ImageSearchBench.Orchestrator.Datasets.Versions.DatasetPart;
using DifferenceKind = ImageSearchBench.Orchestrator.Datasets.Versions.DifferenceKind;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Finished datasets over gRPC.</summary>
internal sealed class DatasetGrpcService(
    DatasetStore datasets, DatasetBrowser browser, DatasetRemover remover, DatasetHistory history, DatasetDiffer differ) : DatasetService.DatasetServiceBase
{
    private const int ChunkBytes = 64 << 10;
    private const int DefaultDifferences = 1000;
    private const int MaxDifferences = 100_000;

    public override async Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context)
    {
        var page = Paging.Read(request.PageSize, request.PageToken, defaultSize: 50);
        var found = await datasets.ListAsync(page.Before, page.Size + 1, context.CancellationToken);
        var response = new ListDatasetsResponse { NextPageToken = Paging.NextToken(found.Select(f => f.Sequence).ToArray(), page.Size) };
        response.Datasets.AddRange(found.Take(page.Size).Select(f => f.Dataset.ToProto()));
        return response;
    }

    public override async Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context)
    {
        var dataset = await datasets.GetAsync(request.Dataset, context.CancellationToken);
        var response = new GetDatasetResponse { Dataset = dataset.ToProto() };

        // A folder of others may be gone or changed: what the database knows of it is there all the same.
        if (File.Exists(dataset.PathOf(DatasetFiles.Card)))
            response.Dataset.Licences.Add((await DatasetFolder.ReadCardAsync(dataset.PathOf(DatasetFiles.Card), context.CancellationToken)).Licences);
        return response;
    }

    public override async Task<DeleteDatasetResponse> DeleteDataset(DeleteDatasetRequest request, ServerCallContext context)
    {
        await remover.RemoveAsync(request.Dataset, request.Force, context.CancellationToken);
        return new DeleteDatasetResponse();
    }

    public override async Task<GetDatasetHistoryResponse> GetDatasetHistory(GetDatasetHistoryRequest request, ServerCallContext context)
    {
        var dataset = await datasets.GetAsync(request.Dataset, context.CancellationToken);
        return new GetDatasetHistoryResponse
        {
            Versions = { (await history.ReadAsync(dataset, context.CancellationToken)).Select(v => v.ToProto()) },
            Children = { (await history.ReadChildrenAsync(dataset, context.CancellationToken)).Select(v => v.ToProto()) },
        };
    }

    public override async Task DiffDatasets(
        DiffDatasetsRequest request, IServerStreamWriter<DiffDatasetsResponse> responseStream, ServerCallContext context)
    {
        if (request.MaxDifferences is < 0 or > MaxDifferences)
            throw BenchException.Invalid($"max_differences is {request.MaxDifferences}; it must be 1 to {MaxDifferences}.", "max_differences");
        var left = request.MaxDifferences == 0 ? DefaultDifferences : request.MaxDifferences;
        var from = await datasets.GetAsync(request.From, context.CancellationToken);
        var to = await datasets.GetAsync(request.To, context.CancellationToken);
        var counts = Enum.GetValues<DatasetPart>().ToDictionary(p => p, p => new DifferenceCount { Part = p.ToProto() });
        await foreach (var difference in differ.DiffAsync(from, to, context.CancellationToken))
        {
            Count(counts[difference.Part], difference);
            if (left-- > 0)
                await responseStream.WriteAsync(new DiffDatasetsResponse { Difference = difference.ToProto() }, context.CancellationToken);
        }

        await responseStream.WriteAsync(
            new DiffDatasetsResponse { Summary = new DatasetDiffSummary { Counts = { counts.Values } } }, context.CancellationToken);
    }

    public override async Task<ListQueriesResponse> ListQueries(ListQueriesRequest request, ServerCallContext context)
    {
        var (dataset, skip, size) = await PageAsync(request.Dataset, request.PageSize, request.PageToken, context.CancellationToken);
        var found = await browser.QueriesAsync(dataset, skip, size + 1, context.CancellationToken);
        return new ListQueriesResponse { Queries = { found.Take(size).Select(q => q.ToProto()) }, NextPageToken = NextToken(found.Count, skip, size) };
    }

    public override async Task<ListImagesResponse> ListImages(ListImagesRequest request, ServerCallContext context)
    {
        var (dataset, skip, size) = await PageAsync(request.Dataset, request.PageSize, request.PageToken, context.CancellationToken);
        var found = await browser.ImagesAsync(dataset, skip, size + 1, context.CancellationToken);
        return new ListImagesResponse { Images = { found.Take(size).Select(i => i.ToProto()) }, NextPageToken = NextToken(found.Count, skip, size) };
    }

    public override async Task<ListJudgmentsResponse> ListJudgments(ListJudgmentsRequest request, ServerCallContext context)
    {
        var (dataset, skip, size) = await PageAsync(request.Dataset, request.PageSize, request.PageToken, context.CancellationToken);
        var found = await browser.JudgmentsAsync(dataset, request.QueryId, skip, size + 1, context.CancellationToken);
        return new ListJudgmentsResponse { Judgments = { found.Take(size).Select(j => j.ToProto()) }, NextPageToken = NextToken(found.Count, skip, size) };
    }

    public override async Task ReadImage(
        ReadImageRequest request, IServerStreamWriter<ReadImageResponse> responseStream, ServerCallContext context)
    {
        var dataset = await datasets.GetAsync(request.Dataset, context.CancellationToken);
        await using var file = DurableFile.OpenRead(await browser.ImageFileAsync(dataset, request.ImageId, context.CancellationToken));
        var buffer = new byte[ChunkBytes];
        int read;
        while ((read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.CancellationToken)) > 0)
        {
            await responseStream.WriteAsync(
                new ReadImageResponse { Data = ByteString.CopyFrom(buffer, 0, read) }, context.CancellationToken);
        }
    }

    private async Task<(Dataset Dataset, int Skip, int Size)> PageAsync(
        string dataset, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var size = Paging.Size(pageSize, defaultSize: 100);
        var skip = pageToken.Length == 0 ? 0 : Paging.Number(pageToken);
        if (skip > int.MaxValue)
            throw BenchException.Invalid("page_token is not one that this server gave.", "page_token");
        return (await datasets.GetAsync(dataset, cancellationToken), (int)skip, size);
    }

    private static string NextToken(int found, int skip, int size) => found > size ? (skip + size).ToString(CultureInfo.InvariantCulture) : "";

    private static void Count(DifferenceCount count, Datasets.Versions.DatasetDifference difference)
    {
        switch (difference.Kind)
        {
            case DifferenceKind.Added:
                count.Added += difference.Count;
                break;
            case DifferenceKind.Removed:
                count.Removed += difference.Count;
                break;
            default:
                count.Changed += difference.Count;
                break;
        }
    }
}
