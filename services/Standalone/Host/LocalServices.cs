using System.Net;
using System.Net.Sockets;
using ImageSearchBench.Encoder;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Hosting;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index;
using ImageSearchBench.Orchestrator;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Standalone.Output;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ImageSearchBench.Standalone.Host;

/// <summary>All services in this process, each reaching the others by gRPC at this process's own address.</summary>
internal sealed class LocalServices : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServices(WebApplication app, Uri grpcAddress, Uri? httpAddress)
    {
        _app = app;
        GrpcAddress = grpcAddress;
        HttpAddress = httpAddress;
    }

    /// <summary>Where gRPC is served.</summary>
    public Uri GrpcAddress { get; }

    /// <summary>Where health and metrics are served; null where they are not.</summary>
    public Uri? HttpAddress { get; }

    /// <summary>Starts the services.</summary>
    /// <exception cref="BenchException">The address cannot be listened on, or the data folder cannot be used.</exception>
    public static async Task<LocalServices> StartAsync(LocalServicesSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        var address = IPAddress.TryParse(settings.Address, out var parsed)
            ? parsed
            : throw BenchException.Invalid($"--address {settings.Address}: not an IP address; write it like 127.0.0.1.");

        // Services may call each other from their first moment on. The socket listens before they start, so that the
        // address is known to all of them and an early call waits instead of being refused.
        var socket = Listen(address, settings.GrpcPort);
        var app = default(WebApplication);
        try
        {
            var self = SelfAddress((IPEndPoint)socket.LocalEndPoint!);
            app = Build(settings, self, socket, terminal);
            await app.StartAsync(cancellationToken);
            return new LocalServices(app, self, HttpAddressOf(app, self));
        }
        catch
        {
            socket.Dispose();
            if (app is not null)
                await app.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(LocalServicesSettings settings, Uri self, Socket socket, Terminal terminal)
    {
        var values = new Dictionary<string, string>(settings.Data.Settings)
        {
            [$"{HostingOptions.Section}:{nameof(HostingOptions.Address)}"] = settings.Address,
            [$"{HostingOptions.Section}:{nameof(HostingOptions.GrpcPort)}"] = $"{self.Port}",
            [$"{HostingOptions.Section}:{nameof(HostingOptions.HttpPort)}"] = $"{settings.HttpPort}",
        };
        foreach (var (name, value) in settings.More)
            values[name] = value;
        foreach (var service in (string[])["Encoder", "Index", "QueryGeneration", "Evaluator", "Orchestrator"])
            values[$"{ServiceAddressOptions.Section}:{service}"] = self.ToString();

        var builder = ServiceHost.CreateBuilder([.. values.Select(v => $"--{v.Key}={v.Value}")]);
        builder.Logging.ClearProviders().AddProvider(new TerminalLoggerProvider(terminal, once: settings.JobsAreWatched)).SetMinimumLevel(LogLevel.Warning);
        if (settings.JobsAreWatched)
            builder.Logging.AddFilter("ImageSearchBench.Orchestrator.Jobs", LogLevel.Critical);
        // The command line owns Ctrl-C, and stops the host when its verb is done.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = endpoint =>
            endpoint is IPEndPoint ip && ip.Port == self.Port ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint));

        builder.AddEncoder().AddIndex().AddQueryGeneration().AddEvaluator().AddOrchestrator();
        var app = builder.Build();
        app.MapServiceDefaults().MapEncoder().MapIndex().MapQueryGeneration().MapEvaluator().MapOrchestrator();
        return app;
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new BenchException(
                ErrorKind.Unavailable, $"Cannot listen on {address} port {port}: {e.Message}. Choose another with --port.", innerException: e);
        }
    }

    // A process that listens on all addresses reaches itself on loopback.
    private static Uri SelfAddress(IPEndPoint listening)
    {
        var address = listening.Address;
        if (address.Equals(IPAddress.Any))
            address = IPAddress.Loopback;
        else if (address.Equals(IPAddress.IPv6Any))
            address = IPAddress.IPv6Loopback;
        return new Uri($"http://{new IPEndPoint(address, listening.Port)}");
    }

    private static Uri? HttpAddressOf(WebApplication app, Uri self) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Select(a => new Uri(a))
            .FirstOrDefault(a => a.Port != self.Port);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
