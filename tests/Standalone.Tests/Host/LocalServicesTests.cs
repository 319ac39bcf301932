using System.Net;
using System.Net.Sockets;
using Grpc.Health.V1;
using Grpc.Net.Client;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.Host;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.Host;

public sealed class LocalServicesTests : IDisposable
{
    private static readonly Terminal Terminal = new(TextWriter.Null, TextWriter.Null, progress: null, width: null, _ => null);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_services_answer_at_one_address_and_health_at_another()
    {
        await using var services = await StartAsync(Settings() with { HttpPort = 0 });

        using var channel = GrpcChannel.ForAddress(services.GrpcAddress);
        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest());
        health.Status.Should().Be(HealthCheckResponse.Types.ServingStatus.Serving);
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri(services.HttpAddress!, "healthz"))).Should().Be("Healthy");
    }

    [Fact]
    public async Task Its_data_lies_below_one_folder()
    {
        await using (await StartAsync(Settings()))
        {
        }

        Directory.EnumerateFileSystemEntries(_folder.Path).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_data_folder_is_one_process_s_own()
    {
        await using var first = await StartAsync(Settings());

        var second = () => StartAsync(Settings());

        (await second.Should().ThrowAsync<BenchException>()).WithMessage($"*{_folder.Path}*in use*");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var start = () => StartAsync(Settings() with { GrpcPort = port });

        (await start.Should().ThrowAsync<BenchException>()).WithMessage($"*{port}*--port*");
    }

    [Fact]
    public async Task What_is_no_address_is_refused()
    {
        var start = () => StartAsync(Settings() with { Address = "localhost:80" });

        (await start.Should().ThrowAsync<BenchException>()).WithMessage("*localhost:80*");
    }

    private static Task<LocalServices> StartAsync(LocalServicesSettings settings) =>
        LocalServices.StartAsync(settings, Terminal, TestContext.Current.CancellationToken);

    private LocalServicesSettings Settings() => new(new DataFolder(_folder.Path));
}
