using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Milvus.Wire;
using Microsoft.Extensions.Options;
using MilvusStatus = ImageSearchBench.Index.Milvus.Wire.Status;

namespace ImageSearchBench.Index.Milvus;

/// <summary>
/// The connection to Milvus and the one place where calls are made: credentials and database go along, a failure inside a successful
/// reply is found, what may be repeated is repeated, and what fails becomes a <see cref="BenchException"/>.
/// </summary>
internal sealed partial class MilvusConnection : IDisposable
{
    private const int DefaultPort = 19530;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly MilvusOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MilvusConnection> _logger;
    private readonly GrpcChannel _channel;
    private readonly Metadata _metadata = [];
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile bool _connected;

    public MilvusConnection(IOptions<MilvusOptions> options, TimeProvider time, ILogger<MilvusConnection> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        Address = WithPort(_options.Address ?? throw new InvalidOperationException("Index:Milvus:Address is not set."));
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions
        {
            // The server sends up to 256 MiB and takes up to 64 MiB; the defaults here are 4 MiB.
            MaxReceiveMessageSize = 256 << 20,
            MaxSendMessageSize = 64 << 20,
            HttpHandler = CreateHandler(),
        });
        Client = new MilvusService.MilvusServiceClient(_channel);
        if (Credentials() is { } credentials)
            _metadata.Add("authorization", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        if (!string.IsNullOrEmpty(_options.Database))
            _metadata.Add("dbname", _options.Database);
    }

    public Uri Address { get; }

    public MilvusService.MilvusServiceClient Client { get; }

    /// <summary>Makes a call.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="call">Makes it.</param>
    /// <param name="status">Where the reply has its status.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="accept">A failure that the caller deals with itself: the reply is returned as it is.</param>
    public async Task<TReply> InvokeAsync<TReply>(
        string name, Func<CallOptions, AsyncUnaryCall<TReply>> call, Func<TReply, MilvusStatus?> status, CancellationToken cancellationToken,
        Func<MilvusStatus, bool>? accept = null)
    {
        if (!_connected)
            await ConnectAsync(cancellationToken);
        return await RepeatAsync(name, call, status, accept, cancellationToken);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _connecting.Dispose();
    }

    private static Uri WithPort(string address)
    {
        var uri = new Uri(address);

        // Uri fills in 80 or 443 where none is written.
        return uri.IsDefaultPort && !uri.OriginalString.TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal)
            ? new UriBuilder(uri) { Port = DefaultPort }.Uri
            : uri;
    }

    private string? Credentials() =>
        !string.IsNullOrEmpty(_options.Token) ? _options.Token
        : !string.IsNullOrEmpty(_options.User) ? $"{_options.User}:{_options.Password}"
        : null;

    private SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        };
        if (_options.CaCertificatePath is { } path)
        {
            var authority = X509CertificateLoader.LoadCertificateFromFile(path);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { authority },
            };
        }

        return handler;
    }

    /// <summary>Introduces this client once; the server then knows its calls by a number.</summary>
    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connected)
                return;
            var request = new ConnectRequest
            {
                ClientInfo = new ClientInfo
                {
                    SdkType = "ImageSearchBench",
                    SdkVersion = typeof(MilvusConnection).Assembly.GetName().Version?.ToString(3) ?? "",
                    LocalTime = _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                    User = _options.User ?? "",
                },
            };
            var reply = await RepeatAsync("Connect", options => Client.ConnectAsync(request, options), r => r.Status, accept: null, cancellationToken);
            if (reply.Identifier != 0)
                _metadata.Add("identifier", reply.Identifier.ToString(CultureInfo.InvariantCulture));
            LogConnected(_logger, Address, reply.ServerInfo?.BuildTags ?? "unknown");
            _connected = true;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<TReply> RepeatAsync<TReply>(
        string name, Func<CallOptions, AsyncUnaryCall<TReply>> call, Func<TReply, MilvusStatus?> status, Func<MilvusStatus, bool>? accept,
        CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 3 < LongestPause ? pause * 3 : LongestPause)
        {
            BenchException failure;
            try
            {
                var deadline = _time.GetUtcNow().UtcDateTime + _options.CallTimeout;
                var reply = await call(new CallOptions(_metadata, deadline, cancellationToken));
                var result = status(reply);
                if (MilvusErrors.IsSuccess(result) || accept?.Invoke(result!) == true)
                    return reply;
                failure = MilvusErrors.ToException(result!, name);
                if (!MilvusErrors.MayRetry(result!))
                    throw failure;
            }
            catch (RpcException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("The call was cancelled.", e, cancellationToken);
            }
            catch (RpcException e)
            {
                failure = MilvusErrors.ToException(e, name, Address.Authority);
                if (!MilvusErrors.MayRetry(e))
                    throw failure;
            }

            if (_time.GetElapsedTime(start) + pause > _options.RetryTimeout)
                throw failure;
            LogRepeat(_logger, name, pause, failure.Message);
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to Milvus {Version} at {Address}")]
    private static partial void LogConnected(ILogger logger, Uri address, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Milvus {Call} is tried again after {Pause}: {Reason}")]
    private static partial void LogRepeat(ILogger logger, string call, TimeSpan pause, string reason);
}
