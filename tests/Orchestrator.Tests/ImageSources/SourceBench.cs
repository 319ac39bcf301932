using ImageSearchBench.Orchestrator.ImageSources;
using ImageSearchBench.Orchestrator.ImageSources.Commons;
using ImageSearchBench.Orchestrator.ImageSources.Http;
using ImageSearchBench.Orchestrator.ImageSources.HttpJson;
using ImageSearchBench.Orchestrator.ImageSources.Openverse;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

/// <summary>The Orchestrator beside a server that plays image searches.</summary>
internal sealed class SourceBench : IAsyncDisposable
{
    private SourceBench(RecordedServer server, OrchestratorUnderTest orchestrator, TemporaryFolder folder)
    {
        Server = server;
        Orchestrator = orchestrator;
        Folder = folder;
    }

    public RecordedServer Server { get; }

    public OrchestratorUnderTest Orchestrator { get; }

    public TemporaryFolder Folder { get; }

    public SourceClient Client => Orchestrator.Services.GetRequiredService<SourceClient>();

    private ImageSourceOptions Options => Orchestrator.Services.GetRequiredService<IOptions<ImageSourceOptions>>().Value;

    /// <summary>Starts both.</summary>
    /// <param name="settings">More settings, or others.</param>
    /// <param name="time">The clock; null for the real one.</param>
    public static async Task<SourceBench> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        var (server, folder) = (await RecordedServer.StartAsync(), new TemporaryFolder());
        var all = Settings(server);
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            all[name] = value;
        var orchestrator = await OrchestratorUnderTest.StartAsync(
            folder["data"],
            builder =>
            {
                builder.Services.AddSingleton(new FakeBehaviour());
                if (time is not null)
                    builder.Services.Replace(ServiceDescriptor.Singleton(time));
            },
            app => app.MapGrpcService<FakeQueryGeneration>(),
            all);
        return new SourceBench(server, orchestrator, folder);
    }

    /// <summary>Settings that let an Orchestrator ask a server of this machine, without waiting.</summary>
    public static Dictionary<string, string?> Settings(RecordedServer server) => new()
    {
        ["Fetching:AllowedPrivateHosts:0"] = server.Host,
        ["Fetching:RetryDelay"] = "00:00:00",
        ["ImageSources:Openverse:BaseUrl"] = server.Url(""),
        ["ImageSources:Openverse:PerMinute"] = "60000",
        ["ImageSources:Openverse:PerDay"] = "1000000",
        ["ImageSources:Commons:ApiUrl"] = server.Url("w/api.php"),
        ["ImageSources:Commons:PerMinute"] = "60000",
    };

    public IImageSource Openverse() => new OpenverseSource(Client, Options.Openverse, Orchestrator.Services.GetRequiredService<TimeProvider>());

    public IImageSource Commons() => new CommonsSource(Client, Options.Commons);

    /// <summary>A source that a file describes.</summary>
    public async Task<IImageSource> HttpAsync(string json)
    {
        File.WriteAllText(Folder["source.json"], json);
        return new HttpJsonSource(Client, await HttpJsonConfig.ReadAsync(Folder["source.json"], CancellationToken.None), "");
    }

    public async ValueTask DisposeAsync()
    {
        await Orchestrator.DisposeAsync();
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
