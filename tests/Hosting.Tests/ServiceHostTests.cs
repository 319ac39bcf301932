using System.Net;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Hosting.Tests;

public sealed class ServiceHostTests
{
    [Fact]
    public async Task Health_and_reflection_answer()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedEvaluator.Script());

        var health = await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest());
        using var reflection = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo();
        await reflection.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "*" });
        await reflection.ResponseStream.MoveNext(CancellationToken.None);

        health.Status.Should().Be(HealthCheckResponse.Types.ServingStatus.Serving);
        reflection.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name)
            .Should().Contain("imagesearchbench.evaluator.v1.EvaluatorService");
    }

    [Fact]
    public async Task The_http_port_serves_health_and_metrics_and_both_ports_are_loopback()
    {
        var settings = new Dictionary<string, string?> { ["Hosting:HttpPort"] = "0" };
        await using var host = await ScriptedHost.StartAsync(new ScriptedEvaluator.Script(), settings);
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToArray();
        using var http = new HttpClient { BaseAddress = addresses[1] };

        addresses.Should().HaveCount(2).And.OnlyContain(a => IPAddress.IsLoopback(IPAddress.Parse(a.Host)));
        (await http.GetStringAsync("/healthz")).Should().Be("Healthy");
        (await http.GetAsync("/metrics")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Faulty_settings_stop_the_start_all_at_once()
    {
        var settings = new Dictionary<string, string?> { ["Hosting:GrpcPort"] = "70000", ["Hosting:HttpPort"] = "-7", ["Hosting:Address"] = "localhost" };

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ScriptedHost.StartAsync(new ScriptedEvaluator.Script(), settings));

        failure.Failures.Should().HaveCount(3);
    }
}
