using System.Net;
using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Hosting.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Hosting;

/// <summary>What every service has: Kestrel on loopback, gRPC with health, reflection and one error map, telemetry.</summary>
public static class ServiceHost
{
    /// <summary>A web application with the defaults of a service; modules add themselves to it.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // Content root = where the program is, not where it is called from: a service reads no file beside the caller.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddValidatedOptions<HostingOptions>(HostingOptions.Section);
        builder.Services.AddOptions<HostingOptions>().Validate(
            options => IPAddress.TryParse(options.Address, out _),
            $"{HostingOptions.Section}:Address must be an IP address, such as 127.0.0.1, or 0.0.0.0 for all interfaces.");
        builder.Services.AddGrpc(options => options.Interceptors.Add<ErrorInterceptor>());
        builder.Services.AddGrpcReflection();
        // Without any check the answer would be 'unknown'; modules add checks of their workers.
        builder.Services.AddGrpcHealthChecks().AddCheck("process", () => HealthCheckResult.Healthy());

        var otlpEndpoint = builder.Configuration.GetValue<Uri?>($"{HostingOptions.Section}:{nameof(HostingOptions.OtlpEndpoint)}");
        builder.Services.AddTelemetry(builder.Environment.ApplicationName, otlpEndpoint);
        builder.WebHost.ConfigureKestrel(Listen);
        return builder;
    }

    /// <summary>Maps health, reflection and, on the HTTP port, <c>/healthz</c> and <c>/metrics</c>.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { AllowCachingResponses = false });
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel)
    {
        // Reading the value validates it: a faulty port is reported with all other faults of the section.
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<HostingOptions>>().Value;
        var address = IPAddress.Parse(options.Address);
        kestrel.AddServerHeader = false;
        kestrel.Listen(address, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        if (options.HttpPort >= 0)
            kestrel.Listen(address, options.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
