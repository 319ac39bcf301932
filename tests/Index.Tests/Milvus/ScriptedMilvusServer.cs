using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Index.Tests.Milvus;

/// <summary>The scripted server on a free port.</summary>
internal sealed class ScriptedMilvusServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedMilvusServer(WebApplication app, ScriptedMilvus milvus, string scheme)
    {
        _app = app;
        Milvus = milvus;
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        Address = $"{scheme}://127.0.0.1:{new Uri(address).Port}";
    }

    public ScriptedMilvus Milvus { get; }

    public string Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="maxMessageBytes">The largest message it takes; the real server's limit is 64 MiB.</param>
    /// <param name="certificate">Its certificate; null: no TLS.</param>
    public static async Task<ScriptedMilvusServer> StartAsync(int maxMessageBytes = 64 << 20, X509Certificate2? certificate = null)
    {
        var milvus = new ScriptedMilvus();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(milvus);
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = maxMessageBytes);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        var app = builder.Build();
        app.MapGrpcService<ScriptedMilvus>();
        await app.StartAsync();
        return new ScriptedMilvusServer(app, milvus, certificate is null ? "http" : "https");
    }

    /// <summary>An Index service that uses it.</summary>
    public Task<IndexService> StartIndexAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Index:Milvus:Address"] = Address };
        foreach (var (name, value) in settings)
            all[$"Index:Milvus:{name}"] = value;
        return IndexService.StartAsync(settings: all);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
