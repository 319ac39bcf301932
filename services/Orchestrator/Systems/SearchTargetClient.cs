using Google.Protobuf.Collections;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using ImageSearchBench.Contracts.SearchTarget.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>Calls an external search system. Its answers are those of a stranger: each is checked before it counts.</summary>
internal sealed class SearchTargetClient : IDisposable
{
    private readonly string _name;
    private readonly SearchTargetOptions _options;
    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly SearchTargetService.SearchTargetServiceClient _client;

    /// <param name="address">Its address.</param>
    /// <param name="options">Limits of a call.</param>
    /// <param name="time">For deadlines.</param>
    public SearchTargetClient(Uri address, SearchTargetOptions options, TimeProvider time)
    {
        _name = address.GetLeftPart(UriPartial.Authority);
        _options = options;
        _time = time;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = 16 << 20,
            MaxSendMessageSize = 64 << 20,
            ServiceConfig = new ServiceConfig { MethodConfigs = { Retry(options.MaxAttempts) } },
        });
        _client = new SearchTargetService.SearchTargetServiceClient(_channel);
    }

    /// <summary>Asks for the images that fit a text.</summary>
    /// <returns>Best first, no image twice, at most <paramref name="topK"/>. Results without scores have falling ones in the order they came in.</returns>
    /// <exception cref="BenchException">The target cannot be reached, is too slow, or its answer breaks the contract.</exception>
    public async Task<IReadOnlyList<Hit>> SearchAsync(string queryId, string text, int topK, CancellationToken cancellationToken)
    {
        SearchResponse response;
        try
        {
            response = await _client.SearchAsync(
                new SearchRequest { Text = text, TopK = topK },
                deadline: (_time.GetUtcNow() + _options.Deadline).UtcDateTime,
                cancellationToken: cancellationToken);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Fault(queryId, e);
        }

        return Read(queryId, response.Results, topK);
    }

    public void Dispose() => _channel.Dispose();

    private Hit[] Read(string queryId, RepeatedField<SearchResult> results, int topK)
    {
        var scored = results.Count(r => r.HasScore);
        if (scored != 0 && scored != results.Count)
            throw Broken(queryId, $"{scored} of its {results.Count} results have a score: give all of them one, or none.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in results)
        {
            if (result.ImageId.Length == 0)
                throw Broken(queryId, "it has a result without an image id.");
            if (!seen.Add(result.ImageId))
                throw Broken(queryId, $"it has the image '{result.ImageId}' twice.");
            if (result.HasScore && !double.IsFinite(result.Score))
                throw Broken(queryId, $"the score of '{result.ImageId}' is no finite number.");
        }

        var hits = scored > 0
            ? results.Select(r => new Hit(r.ImageId, r.Score)).Order(HitOrder.Instance)
            : results.Select((r, i) => new Hit(r.ImageId, results.Count - i));
        return hits.Take(topK).ToArray();
    }

    private BenchException Broken(string queryId, string what) =>
        new(ErrorKind.FailedPrecondition, $"The search target {_name} gave an answer to query '{queryId}' that cannot be used: {what}", "system");

    private BenchException Fault(string queryId, RpcException e) => e.StatusCode switch
    {
        StatusCode.Unavailable => new BenchException(
            ErrorKind.Unavailable, $"The search target {_name} cannot be reached ({e.Status.Detail}). Is it running, and is the address right?", "system", e),
        StatusCode.DeadlineExceeded => new BenchException(
            ErrorKind.DeadlineExceeded,
            $"The search target {_name} did not answer query '{queryId}' within {_options.Deadline.TotalSeconds:0.###} seconds. Make it faster, or set {SearchTargetOptions.Section}:Deadline higher.",
            "system",
            e),
        StatusCode.Unimplemented => new BenchException(
            ErrorKind.FailedPrecondition,
            $"The server at {_name} does not implement {SearchTargetService.Descriptor.FullName}/Search (protos/imagesearchbench/searchtarget/v1).",
            "system",
            e),
        _ => new BenchException(
            ErrorKind.FailedPrecondition, $"The search target {_name} failed at query '{queryId}': {e.StatusCode}: {e.Status.Detail}", "system", e),
    };

    private static MethodConfig Retry(int attempts) => new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = attempts,
            InitialBackoff = TimeSpan.FromMilliseconds(100),
            MaxBackoff = TimeSpan.FromSeconds(2),
            BackoffMultiplier = 3,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };
}
