using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace ImageSearchBench.Index.Tests.Milvus;

/// <summary>The real image in a container, where Docker is present; else tests skip and say why.</summary>
public sealed class MilvusContainer : IAsyncLifetime
{
    private const string Image = "milvusdb/milvus:v2.6.22";
    private const int GrpcPort = 19530;
    private const int HealthPort = 9091;

    private const string EtcdSettings = """
        listen-client-urls: http://0.0.0.0:2379
        advertise-client-urls: http://0.0.0.0:2379
        quota-backend-bytes: 4294967296
        auto-compaction-mode: revision
        auto-compaction-retention: '1000'
        """;

    private IContainer? _container;

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? Unavailable { get; private set; }

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        try
        {
            _container = new ContainerBuilder(Image)
                .WithCommand("milvus", "run", "standalone")
                .WithEnvironment("ETCD_USE_EMBED", "true")
                .WithEnvironment("ETCD_DATA_DIR", "/var/lib/milvus/etcd")
                .WithEnvironment("ETCD_CONFIG_PATH", "/milvus/configs/embedEtcd.yaml")
                .WithEnvironment("COMMON_STORAGETYPE", "local")
                .WithEnvironment("DEPLOY_MODE", "STANDALONE")
                .WithResourceMapping(Encoding.UTF8.GetBytes(EtcdSettings), "/milvus/configs/embedEtcd.yaml")
                .WithPortBinding(GrpcPort, assignRandomHostPort: true)
                .WithPortBinding(HealthPort, assignRandomHostPort: true)
                .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(r => r.ForPort(HealthPort).ForPath("/healthz")))
                .Build();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            await _container.StartAsync(limit.Token);
            Address = $"http://{_container.Hostname}:{_container.GetMappedPublicPort(GrpcPort)}";
        }
        catch (Exception e)
        {
            // No Docker, no daemon, no way to the image: all of them say so.
            Unavailable = $"The Milvus container {Image} does not start here: {e.Message.Split('\n')[0]}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
    }
}
