using Grpc.Net.Client;
using ImageSearchBench.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Testing;

/// <summary>Modules on real Kestrel at a free loopback port, and a channel to them.</summary>
public sealed class ServiceUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServiceUnderTest(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        Channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = 16 << 20 });
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A channel to it.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>What the process has registered.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts modules.</summary>
    /// <param name="add">Registers the modules.</param>
    /// <param name="map">Maps them.</param>
    /// <param name="settings">Configuration, such as <c>Encoder:ModelsPath</c>.</param>
    public static async Task<ServiceUnderTest> StartAsync(
        Action<WebApplicationBuilder> add, Action<WebApplication> map, IReadOnlyDictionary<string, string?>? settings = null)
    {
        // As command-line arguments, so that settings read while the host is being built see them too.
        var args = (settings ?? new Dictionary<string, string?>()).Select(s => $"--{s.Key}={s.Value}").ToArray();
        var builder = ServiceHost.CreateBuilder(args);
        builder.Logging.ClearProviders();
        add(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        return new ServiceUnderTest(app, new Uri(addresses.Addresses.First()));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
