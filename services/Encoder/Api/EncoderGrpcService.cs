using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Pull;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Api;

/// <summary>The gRPC face of the Encoder.</summary>
internal sealed class EncoderGrpcService(ModelCatalog catalog, ModelHost host, ModelPuller puller) : EncoderService.EncoderServiceBase
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        if (request.PageSize < 0)
            throw BenchException.Invalid($"page_size is {request.PageSize}; it is 0 or more.", "page_size");
        var size = request.PageSize == 0 ? DefaultPage : Math.Min(request.PageSize, MaxPage);
        // The token is the last name of the page before: a model that comes or goes in between moves no other.
        var rest = catalog.List().Where(m => string.CompareOrdinal(m.Name, request.PageToken) > 0).ToList();
        var response = new ListModelsResponse { Models = { rest.Take(size).Select(m => m.ToProto()) } };
        response.NextPageToken = rest.Count > size ? response.Models[^1].Name : "";
        return Task.FromResult(response);
    }

    public override async Task<AddModelResponse> AddModel(AddModelRequest request, ServerCallContext context)
    {
        if (request.Directory.Length == 0)
            throw BenchException.Invalid("directory is empty: give the folder of the model on the server's disk.", "directory");
        return new AddModelResponse { Model = (await catalog.AddAsync(request.Directory, request.Name, context.CancellationToken)).ToProto() };
    }

    public override async Task<VerifyModelResponse> VerifyModel(VerifyModelRequest request, ServerCallContext context)
    {
        var (model, checks) = await catalog.VerifyAsync(request.Name, context.CancellationToken);
        return new VerifyModelResponse { Model = model.ToProto(), Checks = { checks } };
    }

    public override async Task<RemoveModelResponse> RemoveModel(RemoveModelRequest request, ServerCallContext context)
    {
        await catalog.RemoveAsync(request.Name, context.CancellationToken);
        host.Forget(request.Name);
        return new RemoveModelResponse();
    }

    public override async Task PullModel(PullModelRequest request, IServerStreamWriter<PullModelResponse> responseStream, ServerCallContext context)
    {
        await foreach (var progress in puller.DownloadAsync(request.Source, request.Name, context.CancellationToken))
            await responseStream.WriteAsync(new PullModelResponse { Progress = progress.ToProto() }, context.CancellationToken);
        var model = await puller.AddAsync(request.Source, request.Name, context.CancellationToken);
        await responseStream.WriteAsync(new PullModelResponse { Model = model.ToProto() }, context.CancellationToken);
    }

    public override async Task<EncodeImagesResponse> EncodeImages(EncodeImagesRequest request, ServerCallContext context)
    {
        CheckCount(request.Images.Count, EncoderOptions.MaxImagesPerRequest, "images");
        using var lease = await host.AcquireAsync(request.Model, wait: false, context.CancellationToken);
        var encoder = (await lease.Model.WaitAsync(context.CancellationToken)).Images;
        using var room = encoder.Admission.EnterNow(request.Images.Count);
        var items = await EncodeAsync(encoder, request.Images, context.CancellationToken);
        return new EncodeImagesResponse { Outcomes = { items.Select(i => i.ToProto()) }, Timings = items.ToTimings() };
    }

    public override async Task<EncodeTextsResponse> EncodeTexts(EncodeTextsRequest request, ServerCallContext context)
    {
        CheckCount(request.Texts.Count, EncoderOptions.MaxTextsPerRequest, "texts");
        using var lease = await host.AcquireAsync(request.Model, wait: false, context.CancellationToken);
        var encoder = (await lease.Model.WaitAsync(context.CancellationToken)).Texts;
        using var room = encoder.Admission.EnterNow(request.Texts.Count);
        var items = await EncodeAsync(encoder, request.Texts, context.CancellationToken);
        return new EncodeTextsResponse { Outcomes = { items.Select(i => i.ToProto()) }, Timings = items.ToTimings() };
    }

    public override async Task StreamImages(
        IAsyncStreamReader<StreamImagesRequest> requestStream, IServerStreamWriter<StreamImagesResponse> responseStream, ServerCallContext context)
    {
        using var model = new StreamModel(host);
        var stream = new EncodeStream<StreamImagesRequest, StreamImagesResponse>(
            requestStream,
            responseStream,
            async (request, stop) =>
            {
                CheckCount(request.Images.Count, EncoderOptions.MaxImagesPerRequest, "images");
                var encoder = (await model.GetAsync(request.Model, stop)).Images;
                var room = await encoder.Admission.EnterAsync(request.Images.Count, stop);
                return AnswerAsync(encoder, request, room, stop);
            });
        await stream.RunAsync(context.CancellationToken);

        static async Task<StreamImagesResponse> AnswerAsync(ImageEncoder encoder, StreamImagesRequest request, IDisposable room, CancellationToken stop)
        {
            using (room)
            {
                var items = await EncodeAsync(encoder, request.Images, stop);
                return new StreamImagesResponse { Sequence = request.Sequence, Outcomes = { items.Select(i => i.ToProto()) }, Timings = items.ToTimings() };
            }
        }
    }

    public override async Task StreamTexts(
        IAsyncStreamReader<StreamTextsRequest> requestStream, IServerStreamWriter<StreamTextsResponse> responseStream, ServerCallContext context)
    {
        using var model = new StreamModel(host);
        var stream = new EncodeStream<StreamTextsRequest, StreamTextsResponse>(
            requestStream,
            responseStream,
            async (request, stop) =>
            {
                CheckCount(request.Texts.Count, EncoderOptions.MaxTextsPerRequest, "texts");
                var encoder = (await model.GetAsync(request.Model, stop)).Texts;
                var room = await encoder.Admission.EnterAsync(request.Texts.Count, stop);
                return AnswerAsync(encoder, request, room, stop);
            });
        await stream.RunAsync(context.CancellationToken);

        static async Task<StreamTextsResponse> AnswerAsync(TextEncoder encoder, StreamTextsRequest request, IDisposable room, CancellationToken stop)
        {
            using (room)
            {
                var items = await EncodeAsync(encoder, request.Texts, stop);
                return new StreamTextsResponse { Sequence = request.Sequence, Outcomes = { items.Select(i => i.ToProto()) }, Timings = items.ToTimings() };
            }
        }
    }

    private static Task<EncodedItem[]> EncodeAsync(ImageEncoder encoder, IReadOnlyCollection<ByteString> images, CancellationToken cancellationToken) =>
        Task.WhenAll(images.Select(image => encoder.EncodeAsync(image.Memory, cancellationToken)));

    private static Task<EncodedItem[]> EncodeAsync(TextEncoder encoder, IReadOnlyCollection<string> texts, CancellationToken cancellationToken) =>
        Task.WhenAll(texts.Select(text => encoder.EncodeAsync(text, cancellationToken)));

    private static void CheckCount(int count, int most, string field)
    {
        if (count == 0)
            throw BenchException.Invalid($"{field} is empty.", field);
        if (count > most)
            throw BenchException.Invalid($"{field} has {count} entries; a request takes at most {most}: split it, or use a stream of such requests.", field);
    }
}
