using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Encoder;

/// <summary>The Encoder over real gRPC in this process, with photos and captions to give it. Vectors are not kept: each is computed.</summary>
internal sealed class EncoderBench : IAsyncDisposable
{
    private const int RequestSize = 16;
    private readonly ServiceUnderTest _service;

    private EncoderBench(ServiceUnderTest service)
    {
        _service = service;
        Client = new EncoderService.EncoderServiceClient(service.Channel);
    }

    /// <summary>Folder of generated models and of npm packages; ignored by Git.</summary>
    public static string Cache { get; } = Path.Combine(Repository.Root, ".cache", "encoder-bench");

    /// <summary>The model of ViT-B/32's size as it is published, before it is added.</summary>
    public static string VitFolder { get; } = Path.Combine(Cache, "vit-b-32");

    public EncoderService.EncoderServiceClient Client { get; }

    public IServiceProvider Services => _service.Services;

    public static async Task<EncoderBench> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Encoder:ModelsPath"] = Path.Combine(Cache, "models"),
            ["Encoder:CacheEnabled"] = "false",
        };
        foreach (var (key, value) in settings)
            all[key] = value;
        return new EncoderBench(await ServiceUnderTest.StartAsync(b => b.AddEncoder(), a => a.MapEncoder(), all));
    }

    /// <summary>Adds the model of ViT-B/32's size that <c>make_vit_b32.py</c> makes.</summary>
    public async Task<string> AddVitAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(VitFolder))
            throw new InvalidOperationException($"First: python3 tests/Benchmarks/Encoder/make_vit_b32.py {VitFolder} TOKENIZERS");
        return (await Client.AddModelAsync(new AddModelRequest { Directory = VitFolder }, cancellationToken: cancellationToken)).Model.Name;
    }

    /// <summary>Adds the bundled model, which is small.</summary>
    public async Task<string> AddSmallAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root, "samples", "models", "scenes-small");
        return (await Client.AddModelAsync(new AddModelRequest { Directory = folder }, cancellationToken: cancellationToken)).Model.Name;
    }

    /// <summary>So many photos as files, over and over where there are fewer.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> PhotoFiles(int count)
    {
        var photos = Photos().Take(count).Select(f => new ReadOnlyMemory<byte>(File.ReadAllBytes(f))).ToArray();
        return Enumerable.Range(0, count).Select(i => photos[i % photos.Length]);
    }

    /// <summary>Paths of COCO photos of about 640 × 480 pixels.</summary>
    public static string[] Photos() => [.. Directory.GetFiles(Data("coco-mini", "val2017"), "*.jpg").Order(StringComparer.Ordinal)];

    /// <summary>English captions of COCO and Flickr8k.</summary>
    public static string[] Captions()
    {
        using var coco = JsonDocument.Parse(File.ReadAllBytes(Data("coco-mini", "annotations", "captions_val2017.json")));
        return
        [
            .. coco.RootElement.GetProperty("annotations").EnumerateArray().Select(a => a.GetProperty("caption").GetString()!),
            .. File.ReadLines(Data("flickr8k-test", "flickr8kenc.caption.txt")).Select(l => l.Split(' ', 2)[1]),
        ];
    }

    /// <summary>Sends images through one stream; the seconds it took and the vectors.</summary>
    public async Task<(double Seconds, EncodeOutcome[] Outcomes)> StreamImagesAsync(string model, IReadOnlyList<ReadOnlyMemory<byte>> images, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var outcomes = new EncodeOutcome[images.Count];
        using var call = Client.StreamImages(cancellationToken: cancellationToken);
        var sending = Task.Run(
            async () =>
            {
                for (var at = 0; at < images.Count; at += RequestSize)
                {
                    var request = new StreamImagesRequest { Model = model, Sequence = (ulong)at };
                    request.Images.AddRange(images.Skip(at).Take(RequestSize).Select(UnsafeByteOperations.UnsafeWrap));
                    await call.RequestStream.WriteAsync(request, cancellationToken);
                }

                await call.RequestStream.CompleteAsync();
            },
            cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            call.ResponseStream.Current.Outcomes.CopyTo(outcomes, (int)call.ResponseStream.Current.Sequence);
        await sending;
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, outcomes);
    }

    /// <summary>Sends texts through one stream; the seconds it took and the vectors.</summary>
    public async Task<(double Seconds, EncodeOutcome[] Outcomes)> StreamTextsAsync(string model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        const int Size = 256;
        var started = Stopwatch.GetTimestamp();
        var outcomes = new EncodeOutcome[texts.Count];
        using var call = Client.StreamTexts(cancellationToken: cancellationToken);
        var sending = Task.Run(
            async () =>
            {
                for (var at = 0; at < texts.Count; at += Size)
                    await call.RequestStream.WriteAsync(new StreamTextsRequest { Model = model, Sequence = (ulong)at, Texts = { texts.Skip(at).Take(Size) } }, cancellationToken);
                await call.RequestStream.CompleteAsync();
            },
            cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            call.ResponseStream.Current.Outcomes.CopyTo(outcomes, (int)call.ResponseStream.Current.Sequence);
        await sending;
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, outcomes);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The number at a place of the arguments, or a default.</summary>
    public static int Argument(IReadOnlyList<string> arguments, int at, int otherwise) =>
        arguments.Count > at ? int.Parse(arguments[at], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private static string Data(params string[] parts) =>
        Repository.SharedData(parts) ?? throw new InvalidOperationException($"../shared/data/{string.Join('/', parts)} is not on this machine.");
}
